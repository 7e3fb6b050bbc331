# 화면의 모든 말. 항목, 지수, 상품의 이름은 팩에서 온다.

product-name = Confidant
private = 이 페이지 밖으로 나가는 것은 없습니다
private-why = 점수는 이 탭 안에서 계산됩니다. 한 번 열린 뒤에는 어떤 요청도 보내지 않으며 네트워크 없이도 작동합니다.
language = 언어
as-of = { $day } 기준
pages = 페이지
skip = 본문으로 건너뛰기
pack = 팩
batch = 일괄 처리
model = 모델
privacy = 개인정보

## 고객

customer = 고객
search = 고객 검색
search-hint = 이름, 지역, 아무 값이나…
blank = 빈 고객
on-desk = 현재 고객
found = 검색 결과: { $count }명
resumed = 이전 상태 그대로: 변경한 항목 { $fields }개, 응답한 제안 { $answers }건.
afresh = 새로 시작
stages = 상태와 생애 단계
holds = 보유 상품
holds-none = 기록된 상품이 없습니다
no-records = 팩에 예시 고객이 없습니다. 빈 고객으로 시작하세요.
waiting = 아직 고객이 없습니다.

## 입력

details = 상세 정보
find = 항목 찾기
find-none = 그런 이름의 항목이 없습니다.
undo = 실행 취소
redo = 다시 실행
reset-all = 모두 되돌리기
other = 기타
gap = 미입력
yes = 예
no = 아니요
keys = ↑ ↓ 로 숫자를 바꾸고 Shift 와 함께 누르면 열 배씩 바뀝니다. Ctrl+Z 실행 취소, Alt+↓ 다음 고객, Ctrl+K 검색, Ctrl+J 추천: 그다음 ↑ ↓, A 수락, D 거절.
clear = { $title } 지우기
reset = { $title } 값을 { $was }(으)로 되돌리기
was = 이전 값 { $was }
given = { $of }개 중 { $given }개
edits =
    { $count ->
        [0] 불러온 그대로
       *[other] 항목 { $count }개 변경됨
    }
unseen = { $category } (학습 때 없던 값)
usual = 보통 { $low } ~ { $high }
usual-days = 보통 { $low } ~ { $high }일 전

## 입력에서 의심스러운 점

note = { $title }: { $message }
notes = 입력에 대한 참고 { $count }건
warn-missing = 값이 없어 빈 값으로 계산했습니다
warn-unknown-field = 팩이 모르는 항목이라 쓰지 않았습니다
warn-mistyped = 항목과 다른 형식입니다
warn-unknown-category = 학습 때 없었거나 너무 드문 값입니다
warn-out-of-range = 학습 때의 범위를 크게 벗어났습니다
warn-unknown-product = 상품 목록에 없습니다
warn-missing-text = 이 언어의 문구가 없습니다
warn-unknown-route = 전용 모델이 없어 통합 모델이 답합니다

## 점수

scores = 점수
likely = 가능성
decile = { $decile }분위
grade = { $grade }등급
as-loaded = 불러온 그대로
since-loaded = 불러온 뒤 변화
opportunity = 기회
risk = 위험
gauge = { $title }: 지수 100점 중 { $index }점, 확률 { $probability }, 10분위 중 { $decile }분위, 7등급 중 { $grade }등급.
routed = { $column } 모델: { $value }
pooled = 통합 모델

## 이유

why = 이유
average = 평균 고객
average-why = 모든 점수의 출발점
this-customer = 이 고객
against-average = 평균 대비 승산
raises = 승산을 높임
lowers = 승산을 낮춤
factor-why = 각 배수는 원점수의 승산에 곱해집니다. 그다음 보정이 점수를 확률로 바꾸며, 고객 사이의 순서는 바뀌지 않습니다.
as-table = 모든 항목을 표로 보기
column = 항목
value = 값
log-odds = 로그 승산
odds = 승산
amount-of = { $title } { $value }{ $unit }
amount-unit = { $title }: { $value }{ $unit }
amount = { $title }: { $value }
none-of = { $title } 없음
answer-yes = { $title }: 예
answer-no = { $title }: 아니요
named = { $title } “{ $value }”
dated = { $title }: { $day }
missing = { $title } 미입력
everything-else = 그 밖의 모든 항목 ({ $columns }개)
pair = { $first }, { $second }
summary-both = 가장 크게 높이는 것: { $raising }. 가장 크게 낮추는 것: { $lowering }.
summary-raised = 가장 크게 높이는 것: { $raising }. 낮추는 것은 없습니다.
summary-lowered = 가장 크게 낮추는 것: { $lowering }. 높이는 것은 없습니다.
summary-none = 이 고객을 평균에서 움직이는 항목이 없습니다.

## 추천

offers = 다음 추천 상품
intent = 통화 목적
intent-none = 지정 안 함
next-product = 다음에 가입할 확률
priority = 우선순위
propensity = 성향
context = 상황
worth = 가치
levers = 조정
diversity = 다양성
why-this = 추천 이유
say = 할 말
unchecked = 먼저 확인하세요. 모르는 것: { $list }
accept = 수락함
decline = 거절함
decline-why = 왜 거절했나요? { $name }
take-back = 응답 취소
why-not = 다른 상품은 왜 아닌가
alike = 비슷한 고객이 가진 것
bundles = 인기 조합
was-accepted = 수락
was-declined = 거절
decline-price = 너무 비쌈
decline-need = 필요 없음
decline-later = 나중에
decline-elsewhere = 다른 곳에서 이용 중
decline-other = 다른 이유
dropped = 상품 { $count }개
bundle = { $held } + { $adds }: 앞의 것을 가진 고객의 { $share }가 둘 다 가짐
alike-share = { $name }: { $customers }명 중 { $share }

## 모델

about-model = 모델 정보
trained-on = 학습 데이터
rows-of = 고객 { $rows }명, { $source }
period = 기간
span = { $from } ~ { $to }
dates-from = 날짜 기준일
row-weight = 행 가중치
row-weight-why = 비율과 지표는 이 열의 가중치로 계산합니다
created-by = 만든 것
seed = 시드
signature = 서명
unsigned = 서명 없음
unsigned-why = 팩에는 아직 서명이 없습니다. 지문은 이 팩을 학습한 사람에게서 확인할 수 있습니다.
fingerprint = 지문 (SHA-256)
event = 사건
event-of = { $label } = { $value }
event-rate = 사건 비율
measured-on = 측정 대상
model-kind = 모델
calibration = 보정
boosted-forest = 부스팅 포레스트
linear-scorecard = 선형 스코어카드
random-forest = 랜덤 포레스트
platt = 플랫 스케일링
isotonic = 등위 회귀
temperature = 온도 스케일링
held-out-folds = 폴드 외 예측, 폴드 { $count }개
held-out-part = 따로 둔 행 { $percent }%
held-out-latest = 가장 최근 행 { $percent }%
held-out-from = { $day }부터의 가장 최근 행 { $percent }%
groups-together = { $rows }, 그룹은 나누지 않음
trees = { $model }, 트리 { $count }개
steps = { $model }, 단계 { $count }개
quality = { $title } AUC { $auc }
auc = AUC
auc-why = 순위를 얼마나 잘 매기는가; 0.5는 우연
average-precision = 평균 정밀도
average-precision-why = 목록 상단이 얼마나 순수한가
log-loss = 로그 손실
log-loss-why = 확률이 얼마나 빗나갔는가; 낮을수록 좋음
brier = 브라이어 점수
brier-why = 확률의 제곱 오차; 낮을수록 좋음
ece = 보정 오차
ece-why = 확률이 실제와 얼마나 다른가
precision = 정밀도
precision-why = 임계값에서 고른 것 중 맞은 비율
recall = 재현율
recall-why = 사건 중 임계값에서 골라낸 비율
accuracy = 정확도
accuracy-why = 가장 유력한 부류가 맞은 행
f1 = F1
deciles = 십분위
decile-column = 분위
probability = 확률
rate = 비율
lift = 리프트
events-so-far = 누적 사건
contenders = 비교한 모델
in-use = { $model } (사용 중)
lift-at-10 = 상위 10% 리프트
importance = 가장 중요한 항목
titled = { $what }: { $title }
classes = 부류
class = 부류
share = 비율
routes-by = { $column }별 모델
models = 모델
rows = 행
pooled-auc = 통합 AUC
log-loss-saved = 행마다 줄인 로그 손실
p-value = p
own-model = 전용
pooled-model = 통합
one-rate = 모든 값의 사건 비율이 같을 가능성: p { $p }
intervals-why = 각 수치 아래는 측정한 { $rows }행에서 부트스트랩으로 구한 95% 구간입니다.
reliability-why = 가로는 제시한 확률, 세로는 측정한 행에서 실제로 일어난 비율입니다. 점선 위에서는 둘이 같습니다.
reliability-table = 보정을 표로 보기
stated = 제시한 확률
came-true = 실제 비율
figures-by = { $column }별 수치
group = 집단
selected = 선정 비율
impact-ratio = 영향 비율
slices-why = 선정 비율은 임계값 이상인 비율이고, 영향 비율은 그 값을 가장 높은 집단의 값으로 나눈 것입니다. 0.80보다 낮으면 이유를 살펴야 합니다. 20명 미만이 드러날 곳에는 줄표를 둡니다.
slices-why-class = 선정 비율은 이 부류가 가장 유력한 비율이고, 영향 비율은 그 값을 가장 높은 집단의 값으로 나눈 것입니다. 0.80보다 낮으면 이유를 살펴야 합니다. 20명 미만이 드러날 곳에는 줄표를 둡니다.
slices-left = { $rows }행은 집단이 너무 작아 밝히지 않습니다.
slices-joined = 그 밖의 몇 행은 가장 큰 집단에 포함했습니다.
above = { $number } 초과
up-to = { $number } 이하
all-others = 그 밖의 모두

## 고객 표

batch-title = 표 점수 매기기
batch-drop = CSV 파일을 여기에 놓거나
batch-choose = 파일 선택
batch-paste = 스프레드시트에서 복사한 행을 붙여 넣어도 됩니다. 표는 이 탭 안에서 계산되며 어디로도 보내지 않습니다.
batch-demo = 예시 고객으로 해 보기
batch-none = 여기서는 표를 쓸 수 없습니다.
cancel = 취소
batch-progress = { $rows }행 계산함
batch-cancelled = 멈췄습니다. 남은 것은 없습니다.
batch-failed = 표를 계산할 수 없습니다.
refused-columns = 모델이 아는 열이 없습니다.
refused-empty = 비어 있습니다.
refused-ragged = 머리글과 칸 수가 다른 행이 있습니다.
refused-encoding = UTF-8이 아닙니다. CSV UTF-8로 저장해 주세요.
refused-quote = 닫히지 않은 따옴표가 있습니다.
refused-long = 너무 긴 행이 있습니다.
refused-delimiter = 열 구분 기호가 다릅니다.
refused-header = 첫 줄에 열 이름이 없습니다.
refused-twice = 이름이 같은 열이 있습니다.
batch-done = { $rows }행, { $seconds }초
batch-tenths = 이 표의 십분위
batch-tenths-why = 가능성이 높은 순서로 행을 열로 나눈 것입니다. 내려받은 표의 분위는 학습에 쓰인 고객 가운데의 분위입니다.
batch-absent = 표에 없어 빈 값으로 계산한 열: { $count }개({ $list }).
batch-unread = 읽을 수 없어 빈 값으로 계산한 값: { $list }.
download = 결과 표 내려받기
indices = 지수
target = 몇 명에게 전화할까요
target-says = 가능성이 가장 높은 { $count }명: 예상 { $events }건, 비율 { $rate }, 평균의 { $lift }배.
target-found = 실제로는 { $events }건이었습니다 (전체의 { $share }).
gain = 이득 곡선
gain-why = 먼저 전화한 고객에 포함된 사건의 비율. 점선은 무작위로 전화할 때입니다.
gain-table = 이득을 표로 보기
called = 전화함
reached = 도달한 사건
expected-rate = 예상 비율
found-rate = 실제 비율
grades = 등급
grade-column = 등급
customers = 고객
of-whole = { $count }행, 예상 사건 { $expected }건, 평균 { $rate }
of-labelled = 표의 사건 { $events }건, AUC { $auc }

## What would change a grade

since-last = 지난 상담 뒤 변화
wish = 목표 등급에 이르려면
wish-none = 다른 등급…
wish-nothing = 네 가지 이하의 변경으로 이 고객을 그 등급에 이르게 하는 방법을 찾지 못했습니다.
wish-change = { $title }: { $from } → { $to }
wish-score = { $grade }등급, 지수 { $index }, 확률 { $probability }
wish-try = 적용해 보기

## What stays here, and what is taken away

privacy-title = 여기에 남는 것
requests = 페이지가 준비된 뒤의 요청
cookies = 쿠키
entries = 저장된 항목
databases = 데이터베이스
bytes = 저장된 바이트 (프로그램 포함)
stored-why = 고객, 점수, 응답은 이 탭의 메모리에만 있습니다. 저장되는 것은 설치된 경우 프로그램뿐입니다.
policy = 적용 중인 정책
attempt = 밖으로 보내 보기
attempt-refused = 브라우저가 거부했습니다.
attempt-passed = 나갔습니다. 이 페이지는 정책 없이 제공되고 있습니다.
wipe-title = 지우기
wipe-why = 지우면 책상 위의 고객, 응답, 지난 상담, 계산한 표를 모두 잊습니다.
wipe = 지금 지우기
wiped = 지웠습니다.
idle = 자동으로 지우기
idle-never = 안 함
idle-minutes = { $count }분 동안 쓰지 않으면
receipt = 기록 저장
receipt-plain = 고객 값 포함
print = 인쇄
## Questions

ask = 질문
ask-label = 질문 입력
ask-hint = 예: 왜 이 상품을 추천하나요? 더 저렴한 것도 있나요?
ask-send = 질문하기
ask-about = 현재 고객에 대한 질문입니다. 답은 팩에서만 나오며 아무것도 전송되지 않습니다.
ask-none = 이 팩은 질문 없이 학습되었습니다.
ask-you = 나
ask-sure = 확신도 { $share }
ask-next = 이렇게 물어보세요
ask-a-year = 연 { $price }
ask-dropped = 추천 제외
ask-from-age = { $age }세부터
ask-to-age = { $age }세까지
ask-better = 더 나음
ask-worse = 덜함
ask-people = 비슷한 고객 { $count }명
ask-what-if = 고객 화면에서 값을 바꿔 보기

## The network

network-kept = 오프라인에서도 쓸 수 있습니다
network-open = 열 때 네트워크가 필요합니다
network-offline = 오프라인이며 모든 기능이 작동합니다
network-last = 오프라인: 닫기 전까지 쓸 수 있습니다
network-update = 새 버전이 준비되었습니다: 시작하기
