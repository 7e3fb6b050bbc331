//! What people call the occupations in Korean and Russian, as a section of the insurer's project file: three hundred names are put together from
//! ranks and trades here as they are in the tables. Russian trades are masculine nouns, which the ranks before them agree with.

use std::fmt::Write as _;

/// What stands before a trade, in English, Korean and Russian.
const RANKS: [(&str, &str, &str); 4] = [
    ("senior", "선임", "старший"),
    ("junior", "초급", "младший"),
    ("lead", "수석", "ведущий"),
    ("trainee", "수습", "начинающий"),
];

/// Occupations without ranks.
const WITHOUT_TRADE: [(&str, &str, &str); 4] = [
    ("retired", "은퇴", "на пенсии"),
    ("student", "학생", "студент"),
    ("homemaker", "전업주부", "домашнее хозяйство"),
    ("unemployed", "무직", "без работы"),
];

const TRADES: [(&str, &str, &str); 60] = [
    ("cleaner", "청소원", "уборщик"),
    ("farm worker", "농장 근로자", "работник фермы"),
    ("courier", "배달원", "курьер"),
    ("warehouse worker", "창고 직원", "кладовщик"),
    ("kitchen hand", "주방 보조", "помощник повара"),
    ("security guard", "경비원", "охранник"),
    ("driver", "운전기사", "водитель"),
    ("machine operator", "기계 조작원", "оператор станка"),
    ("shop assistant", "매장 직원", "продавец"),
    ("fisher", "어부", "рыбак"),
    ("office clerk", "사무원", "офисный служащий"),
    ("receptionist", "안내 직원", "администратор"),
    ("sales representative", "영업 사원", "торговый представитель"),
    ("call-centre agent", "콜센터 상담원", "оператор колл-центра"),
    ("police officer", "경찰관", "полицейский"),
    ("firefighter", "소방관", "пожарный"),
    ("train driver", "기관사", "машинист поезда"),
    ("flight attendant", "객실 승무원", "бортпроводник"),
    ("real estate agent", "부동산 중개인", "агент по недвижимости"),
    ("shopkeeper", "가게 주인", "владелец магазина"),
    ("waiter", "홀 직원", "официант"),
    ("bookkeeper", "경리 직원", "счетовод"),
    ("postal worker", "우체국 직원", "почтовый работник"),
    ("photographer", "사진작가", "фотограф"),
    ("musician", "음악가", "музыкант"),
    ("electrician", "전기 기사", "электрик"),
    ("plumber", "배관공", "сантехник"),
    ("carpenter", "목수", "плотник"),
    ("mechanic", "정비사", "механик"),
    ("welder", "용접공", "сварщик"),
    ("hairdresser", "미용사", "парикмахер"),
    ("baker", "제빵사", "пекарь"),
    ("cook", "요리사", "повар"),
    ("nurse", "간호사", "медработник"),
    ("care worker", "요양보호사", "социальный работник"),
    ("dental assistant", "치과 보조원", "ассистент стоматолога"),
    ("paramedic", "응급구조사", "фельдшер"),
    ("technician", "기술자", "техник"),
    ("roofer", "지붕 시공사", "кровельщик"),
    ("gardener", "정원사", "садовник"),
    ("builder", "건설 기능공", "строитель"),
    ("farmer", "농부", "фермер"),
    ("optician", "안경사", "оптик"),
    ("teacher", "교사", "учитель"),
    ("accountant", "회계사", "бухгалтер"),
    ("software engineer", "소프트웨어 엔지니어", "программист"),
    ("civil engineer", "토목 기사", "инженер-строитель"),
    ("architect", "건축가", "архитектор"),
    ("lawyer", "변호사", "юрист"),
    ("doctor", "의사", "врач"),
    ("dentist", "치과 의사", "стоматолог"),
    ("pharmacist", "약사", "фармацевт"),
    ("journalist", "기자", "журналист"),
    ("designer", "디자이너", "дизайнер"),
    ("economist", "경제학자", "экономист"),
    ("scientist", "과학자", "учёный"),
    ("consultant", "컨설턴트", "консультант"),
    ("product manager", "제품 관리자", "менеджер продукта"),
    ("pilot", "조종사", "пилот"),
    ("translator", "번역가", "переводчик"),
];

/// The section, which stands at the end of the file.
pub(super) fn occupations() -> String {
    let mut text = "\n# What people call the occupations.\n[columns.occupation.values]\n".to_owned();
    let mut line = |english: String, korean: String, russian: String| {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "\"{english}\" = {{ ko = \"{korean}\", ru = \"{russian}\" }}");
    };
    for (english, korean, russian) in WITHOUT_TRADE.iter().chain(&TRADES) {
        line((*english).to_owned(), (*korean).to_owned(), (*russian).to_owned());
    }
    for rank in &RANKS {
        for trade in &TRADES {
            line(format!("{} {}", rank.0, trade.0), format!("{} {}", rank.1, trade.1), format!("{} {}", rank.2, trade.2));
        }
    }
    text
}
