# Все слова страницы по-русски. Названия полей, индексов и продуктов приходят из пакета.

product-name = Confidant
private = Всё остаётся на странице
private-why = Оценки вычисляются в этой вкладке. После загрузки страница не делает запросов и работает без сети.
language = Язык
as-of = на { $day }
pages = Страницы
skip = Перейти к содержанию
pack = Пакет
batch = Список
model = Модель
privacy = Приватность

customer = Клиент
search = Поиск клиентов
search-hint = Имя, место, любое значение…
blank = Пустой клиент
on-desk = на экране
found = Найдено: { $count }
resumed = Как вы оставили. Изменено полей: { $fields }, ответов: { $answers }.
afresh = Начать заново
stages = Статус и жизненный этап
holds = Уже есть
holds-none = Продуктов не записано
no-records = С пакетом не пришло примеров клиентов; начните с пустого.
waiting = Клиента пока нет.

details = Данные
find = Найти поле
find-none = Поля с таким названием нет.
undo = Отменить
redo = Вернуть
reset-all = Сбросить всё
other = Прочее
gap = не указано
yes = Да
no = Нет
keys = ↑ ↓ меняют число, с Shift — в десять раз сильнее. Ctrl+Z отменяет. Alt+↓ — следующий клиент, Ctrl+K — поиск, Ctrl+J — предложения: затем ↑ ↓, A принимает, D отклоняет.
clear = Очистить: { $title }
reset = Вернуть «{ $title }» к { $was }
was = было { $was }
given = { $given } из { $of }
edits =
    { $count ->
        [0] Как загружено
        [one] Изменено { $count } поле
        [few] Изменено { $count } поля
       *[many] Изменено { $count } полей
    }
unseen = { $category } (не встречалось при обучении)
usual = обычно от { $low } до { $high }
usual-days = обычно от { $low } до { $high } дней назад

note = { $title }: { $message }
notes =
    { $count ->
        [one] { $count } замечание к данным
        [few] { $count } замечания к данным
       *[many] { $count } замечаний к данным
    }
warn-missing = не указано; считается пропуском
warn-unknown-field = пакет не знает этого поля; не используется
warn-mistyped = другого типа, чем столбец
warn-unknown-category = не встречалось или слишком редко при обучении
warn-out-of-range = далеко за пределами обучающих данных
warn-unknown-product = нет в каталоге
warn-missing-text = нет текста на этом языке
warn-unknown-route = нет своей модели; отвечает общая

scores = Оценки
likely = вероятность
decile = Дециль { $decile }
grade = Класс { $grade }
as-loaded = как загружено
since-loaded = с момента загрузки
opportunity = Возможность
risk = Риск
gauge = { $title }: индекс { $index } из 100, вероятность { $probability }, дециль { $decile } из 10, класс { $grade } из 7.
routed = Модель по полю «{ $column }»: { $value }
pooled = Общая модель

why = Почему
average = Средний клиент
average-why = отсюда начинается каждая оценка
this-customer = Этот клиент
against-average = шансы против среднего
raises = повышает шансы
lowers = понижает шансы
factor-why = Каждый множитель умножает шансы исходной оценки; затем калибровка превращает её в вероятность, не меняя порядка клиентов.
as-table = Все столбцы таблицей
column = Столбец
value = Значение
log-odds = Логарифм шансов
odds = Шансы
amount-of = { $title }: { $value } { $unit }
amount-unit = { $title }: { $value } { $unit }
amount = { $title }: { $value }
none-of = { $title }: нет
answer-yes = { $title }: да
answer-no = { $title }: нет
named = { $title }: «{ $value }»
dated = { $title }: { $day }
missing = { $title }: не указано
everything-else =
    { $columns ->
        [one] Остальное ({ $columns } столбец)
        [few] Остальное ({ $columns } столбца)
       *[many] Остальное ({ $columns } столбцов)
    }
pair = «{ $first }» и «{ $second }»
summary-both = Сильнее всего повышает: { $raising }; понижает: { $lowering }.
summary-raised = Сильнее всего повышает: { $raising }; ничто не понижает.
summary-lowered = Сильнее всего понижает: { $lowering }; ничто не повышает.
summary-none = Ни один столбец не отличает этого клиента от среднего.

offers = Лучшие следующие предложения
intent = Тема звонка
intent-none = любая
next-product = вероятность стать следующим
priority = Приоритет
propensity = Склонность
context = Контекст
worth = Ценность
levers = Рычаги
diversity = Разнообразие
why-this = Почему это
say = Что сказать
unchecked = Сначала спросите; неизвестно: { $list }
accept = Принято
decline = Отклонено
decline-why = Почему нет? { $name }
take-back = Отменить
why-not = Почему не остальные
alike = Похожие клиенты также имеют
bundles = Популярные сочетания
was-accepted = принято
was-declined = отклонено
decline-price = Слишком дорого
decline-need = Не нужно
decline-later = Возможно, позже
decline-elsewhere = Уже есть в другом месте
decline-other = Другая причина
dropped =
    { $count ->
        [one] { $count } продукт
        [few] { $count } продукта
       *[many] { $count } продуктов
    }
bundle = { $held } + { $adds }: { $share } имеющих первое имеют оба
alike-share = { $name }: { $share } из { $customers }

about-model = О модели
trained-on = Обучено на
rows-of = клиентов: { $rows }, { $source }
period = Период
span = от { $from } до { $to }
dates-from = Даты отсчитаны от
row-weight = Вес строк
row-weight-why = доли и показатели — с этим весом
created-by = Создано
seed = Зерно
signature = Подпись
unsigned = Не подписано
unsigned-why = Пакеты пока не подписываются. Отпечаток можно сверить с тем, кто обучил этот пакет.
fingerprint = Отпечаток (SHA-256)
event = Событие
event-of = { $label } = { $value }
event-rate = Доля события
measured-on = Измерено на
model-kind = Модель
calibration = Калибровка
boosted-forest = лес с бустингом
linear-scorecard = линейная балльная карта
blend = смесь леса и балльной карты
random-forest = случайный лес
platt = калибровка Платта
isotonic = изотоническая регрессия
temperature = температурная калибровка
held-out-folds =
    { $count ->
        [one] вне обучения, { $count } блок
        [few] вне обучения, { $count } блока
       *[many] вне обучения, { $count } блоков
    }
held-out-part = { $percent } % строк, отложенных
held-out-latest = последние { $percent } % строк
held-out-from = последние { $percent } % строк, с { $day }
groups-together = { $rows }, группы не делились
trees = { $model }, деревьев: { $count }
steps = { $model }, ступеней: { $count }
quality = { $title } AUC { $auc }
auc = AUC
auc-why = насколько верен порядок; 0,5 — случайность
average-precision = Средняя точность
average-precision-why = насколько чист верх списка
log-loss = Логарифмическая потеря
log-loss-why = насколько вероятности застигнуты врасплох; меньше — лучше
brier = Оценка Брайера
brier-why = квадрат ошибки вероятностей; меньше — лучше
ece = Ошибка калибровки
ece-why = насколько вероятности далеки от случившегося
precision = Точность
precision-why = верные среди выбранных по порогу
recall = Полнота
recall-why = события, выбранные по порогу
accuracy = Верность
accuracy-why = строки, чей вероятнейший класс верен
f1 = F1
deciles = Децили
decile-column = Дециль
probability = Вероятность
rate = Доля
lift = Прирост
events-so-far = Событий накоплено
contenders = Сравнённые модели
in-use = { $model } (в работе)
lift-at-10 = Прирост в 10 %
importance = Что важнее всего
titled = { $what }: { $title }
classes = Классы
class = Класс
share = Доля
routes-by = Модели по полю «{ $column }»
models = Модели
rows = Строк
pooled-auc = AUC общей
log-loss-saved = Сбережённая потеря на строку
p-value = p
own-model = своя
pooled-model = общая
one-rate = Что доля события у всех значений одна: p { $p }
intervals-why = Под каждым числом — где оно лежит с уверенностью 95 %, по бутстрепу на строках, на которых измерено ({ $rows }).
reliability-why = По горизонтали — названная вероятность, по вертикали — что случилось на измеренных строках; на пунктире они равны.
reliability-table = Калибровка таблицей
stated = Названо
came-true = Случилось
figures-by = Показатели по полю «{ $column }»
group = Группа
selected = Отобрано
impact-ratio = Отношение отбора
slices-why = Отобрано — доля не ниже порога. Отношение отбора — эта доля к наибольшей; ниже 0,80 стоит спросить почему. Прочерк — где число говорило бы менее чем о 20 клиентах.
slices-why-class = Отобрано — доля тех, чей вероятнейший класс этот. Отношение отбора — эта доля к наибольшей; ниже 0,80 стоит спросить почему. Прочерк — где число говорило бы менее чем о 20 клиентах.
slices-left = В группах, о которых из-за малости не говорится, строк: { $rows }.
slices-joined = Немногие строки других групп причислены к наибольшей.
above = больше { $number }
up-to = до { $number }
all-others = все прочие

batch-title = Оценить таблицу
batch-drop = Перетащите сюда файл CSV или
batch-choose = выберите файл
batch-paste = Можно также вставить строки, скопированные из электронной таблицы. Таблица оценивается в этой вкладке и никуда не уходит.
batch-demo = Попробовать на примерах
batch-none = Таблицы здесь недоступны.
cancel = Отмена
batch-progress = Оценено строк: { $rows }
batch-cancelled = Остановлено. Ничего не сохранено.
batch-failed = Таблицу не удалось оценить.
refused-columns = Ни одного столбца модель не знает.
refused-empty = Она пуста.
refused-ragged = В строке больше или меньше ячеек, чем в заголовке.
refused-encoding = Она не в UTF-8. Сохраните её как CSV UTF-8.
refused-quote = Кавычка не закрыта.
refused-long = Есть слишком длинная строка.
refused-delimiter = Столбцы разделены не тем знаком.
refused-header = В первой строке нет названий столбцов.
refused-twice = Два столбца названы одинаково.
batch-done = Строк: { $rows }, { $seconds } с
batch-tenths = Децили этой таблицы
batch-tenths-why = Сначала самые вероятные. Децили в скачанной таблице — по клиентам обучения.
batch-absent = Столбцов нет в таблице, оценены как пропуски: { $count } ({ $list }).
batch-unread = Не прочитаны и оценены как пропуски: { $list }.
download = Скачать оценённую таблицу
indices = Индексы
target = Скольким позвонить
target-says = { $count } вероятнейших: ожидается { $events }, доля { $rate }, в { $lift } раза выше средней.
target-found = На деле среди них { $events } ({ $share } всех).
gain = Выигрыш
gain-why = Доля всех событий среди тех, кому позвонили первыми; пунктир — звонки наугад.
gain-table = Выигрыш таблицей
called = Позвонили
reached = Охвачено событий
expected-rate = Ожидаемая доля
found-rate = Доля на деле
grades = Классы
grade-column = Класс
customers = Клиентов
of-whole = Строк: { $count }, ожидается событий: { $expected }, в среднем { $rate }
of-labelled = Событий в таблице: { $events }, AUC { $auc }

since-last = с прошлой консультации
wish = Что приведёт к классу
wish-none = другой класс…
wish-nothing = Не найдено плана из четырёх изменений или меньше, который привёл бы клиента туда.
wish-change = { $title }: { $from } → { $to }
wish-score = Класс { $grade }, индекс { $index }, вероятность { $probability }
wish-try = Попробовать

privacy-title = Что остаётся здесь
requests = Запросов с момента готовности
cookies = Куки
entries = Сохранённых записей
databases = Баз данных
bytes = Сохранено байт, включая программу
stored-why = Клиенты, оценки и ответы хранятся только в памяти этой вкладки. Сохраняется лишь сама программа, если она установлена.
policy = Действующая политика
attempt = Попробовать отправить что-нибудь
attempt-refused = Браузер отказал.
attempt-passed = Ушло: страница отдаётся без своей политики.
wipe-title = Стереть
wipe-why = Стираются клиент на столе, ответы, прошлые консультации и оценённые таблицы.
wipe = Стереть сейчас
wiped = Стёрто.
idle = Стирать автоматически после
idle-never = никогда
idle-minutes =
    { $count ->
        [one] { $count } минуты простоя
       *[other] { $count } минут простоя
    }
receipt = Сохранить квитанцию
receipt-plain = со значениями клиента
print = Печать

ask = Вопросы
ask-label = Ваш вопрос
ask-hint = Например: почему это предложено и нет ли чего подешевле?
ask-send = Спросить
ask-about = О выбранном клиенте. Ответы берутся только из пакета; ничего не отправляется.
ask-none = Этот пакет обучен без вопросов.
ask-you = Вы
ask-sure = уверенность { $share }
ask-next = Можно спросить
ask-a-year = { $price } в год
ask-dropped = Не предлагается
ask-from-age = с { $age } лет
ask-to-age = до { $age } лет
ask-better = лучше
ask-worse = хуже
ask-people = Похожих клиентов: { $count }
ask-what-if = Изменить значения на странице клиента

network-kept = Готово к работе без сети
network-open = Чтобы открыть, нужна сеть
network-offline = Сети нет, но всё работает
network-last = Сети нет: работает, пока не закрыто
network-update = Готова новая версия: запустить
