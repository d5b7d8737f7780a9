//! The provinces (R1).

use crate::clock::Instant;

/// A province of the mainland, in the order of the national administrative code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Province(u8);

/// When the check came to one of R1's 22 provinces (third-party sources; the nine others followed
/// in 2020).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wave {
    /// The pilots of December 2017.
    Pilot,
    /// 2018-09-10.
    Second,
    /// 2018-09-24.
    Third,
}

struct Row {
    code: &'static str,
    name: &'static str,
    chinese: &'static str,
    wave: Option<Wave>,
}

const fn row(
    code: &'static str,
    name: &'static str,
    chinese: &'static str,
    wave: Option<Wave>,
) -> Row {
    Row {
        code,
        name,
        chinese,
        wave,
    }
}

const ROWS: [Row; 31] = [
    row("bj", "Beijing", "北京", None),
    row("tj", "Tianjin", "天津", Some(Wave::Pilot)),
    row("he", "Hebei", "河北", None),
    row("sx", "Shanxi", "山西", Some(Wave::Third)),
    row("nm", "Inner Mongolia", "内蒙古", Some(Wave::Third)),
    row("ln", "Liaoning", "辽宁", None),
    row("jl", "Jilin", "吉林", None),
    row("hl", "Heilongjiang", "黑龙江", Some(Wave::Third)),
    row("sh", "Shanghai", "上海", None),
    row("js", "Jiangsu", "江苏", None),
    row("zj", "Zhejiang", "浙江", Some(Wave::Second)),
    row("ah", "Anhui", "安徽", Some(Wave::Third)),
    row("fj", "Fujian", "福建", Some(Wave::Second)),
    row("jx", "Jiangxi", "江西", None),
    row("sd", "Shandong", "山东", Some(Wave::Third)),
    row("ha", "Henan", "河南", Some(Wave::Third)),
    row("hb", "Hubei", "湖北", Some(Wave::Third)),
    row("hn", "Hunan", "湖南", Some(Wave::Third)),
    row("gd", "Guangdong", "广东", None),
    row("gx", "Guangxi", "广西", Some(Wave::Second)),
    row("hi", "Hainan", "海南", Some(Wave::Pilot)),
    row("cq", "Chongqing", "重庆", Some(Wave::Second)),
    row("sc", "Sichuan", "四川", Some(Wave::Second)),
    row("gz", "Guizhou", "贵州", None),
    row("yn", "Yunnan", "云南", Some(Wave::Second)),
    row("xz", "Tibet", "西藏", Some(Wave::Pilot)),
    row("sn", "Shaanxi", "陕西", Some(Wave::Second)),
    row("gs", "Gansu", "甘肃", Some(Wave::Pilot)),
    row("qh", "Qinghai", "青海", Some(Wave::Pilot)),
    row("nx", "Ningxia", "宁夏", Some(Wave::Pilot)),
    row("xj", "Xinjiang", "新疆", Some(Wave::Pilot)),
];

impl Province {
    /// How many provinces the mainland has.
    pub const COUNT: usize = ROWS.len();

    /// All provinces.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ROWS.len() as u8).map(Self)
    }

    /// The province of this two-letter code.
    ///
    /// ```
    /// use beian_sim::rules::Province;
    /// let zhejiang = Province::from_code("zj").unwrap();
    /// assert_eq!(zhejiang.host(), "zj.beian.miit.gov.cn");
    /// assert!(Province::from_code("zz").is_none());
    /// ```
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|province| province.code() == code)
    }

    /// The place in [`Province::all`], from 0.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The two-letter code, as in the host of its page.
    pub fn code(self) -> &'static str {
        ROWS[self.index()].code
    }

    /// The English name.
    pub fn name(self) -> &'static str {
        ROWS[self.index()].name
    }

    /// The Chinese name.
    pub fn chinese(self) -> &'static str {
        ROWS[self.index()].chinese
    }

    /// The host of its page (R1).
    pub fn host(self) -> String {
        format!("{}.beian.miit.gov.cn", self.code())
    }

    /// When the check came to the province; `None` for the nine that are not in R1.
    pub fn wave(self) -> Option<Wave> {
        ROWS[self.index()].wave
    }
}

/// From when the check is in force in a province (R1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InForce {
    /// Always.
    Always,
    /// For submissions received from this instant on.
    From(Instant),
    /// Never.
    Never,
}

impl InForce {
    /// Whether a submission received at `at` has a check.
    pub fn at(self, at: Instant) -> bool {
        match self {
            Self::Always => true,
            Self::From(from) => from <= at,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_is_in_force_in_22_provinces_in_three_waves() {
        let wave = |wave| {
            let members = Province::all().filter(|p| p.wave() == Some(wave));
            members.map(Province::code).collect::<Vec<_>>()
        };
        assert_eq!(
            wave(Wave::Pilot),
            ["tj", "hi", "xz", "gs", "qh", "nx", "xj"]
        );
        assert_eq!(
            wave(Wave::Second),
            ["zj", "fj", "gx", "cq", "sc", "yn", "sn"]
        );
        assert_eq!(
            wave(Wave::Third),
            ["sx", "nm", "hl", "ah", "sd", "ha", "hb", "hn"]
        );
        assert_eq!(Province::all().filter(|p| p.wave().is_some()).count(), 22);
    }

    #[test]
    fn a_province_is_known_by_its_code() {
        for (place, province) in Province::all().enumerate() {
            assert_eq!(Province::from_code(province.code()), Some(province));
            assert_eq!(province.index(), place);
        }
        assert_eq!(Province::from_code("zz"), None);
        let zhejiang = Province::from_code("zj").unwrap();
        assert_eq!((zhejiang.name(), zhejiang.chinese()), ("Zhejiang", "浙江"));
        assert_eq!(zhejiang.host(), "zj.beian.miit.gov.cn");
    }

    #[test]
    fn r1_a_date_in_force_counts_from_its_first_instant() {
        let from = InForce::From(Instant(1_000));
        assert!(!from.at(Instant(999)));
        assert!(from.at(Instant(1_000)));
    }
}
