//! Why the planner cannot answer, in the words of whoever asked. What would help is said with it.

use api::{Lang, PlanRefusal};
use planning::site::city::{CityRefusal, Relaxation, Segment};

/// A refusal of the planner on the wire; nothing was stored of one after a bug.
pub(crate) fn refusal_words(refusal: Option<&CityRefusal>, lang: Lang) -> PlanRefusal {
    let Some(refusal) = refusal else {
        let message = match lang {
            Lang::Zh => "系统内部错误，测算没有完成。",
            Lang::En => "Something went wrong on our side; the run did not finish.",
        };
        return PlanRefusal {
            code: "internal".into(),
            message: message.into(),
            subject: None,
            relaxation: None,
        };
    };
    let relax = relaxation(refusal);
    let (message, relaxation) = match lang {
        Lang::Zh => (cause_zh(refusal), relax.map(help_zh)),
        Lang::En => {
            let (whole, help) = (refusal.to_string(), relax.map(ToString::to_string));
            // What would help is said apart.
            let cause = help.as_deref().and_then(|help| whole.strip_suffix(help)?.strip_suffix("; "));
            (cause.unwrap_or(&whole).to_owned(), help)
        }
    };
    PlanRefusal { code: code(refusal), message, subject: subject(refusal), relaxation }
}

fn code(refusal: &CityRefusal) -> String {
    let json = serde_json::to_value(refusal).unwrap_or_default();
    json["code"].as_str().unwrap_or("internal").to_owned()
}

fn subject(refusal: &CityRefusal) -> Option<String> {
    use CityRefusal as No;
    match refusal {
        No::Number { field, .. }
        | No::Twice { field, .. }
        | No::Unknown { field, .. }
        | No::NoSuchGrade { field, .. } => Some(field.clone()),
        No::Conflict { site, .. } => Some(site.clone()),
        No::Unreachable { place, .. } => Some(place.clone()),
        No::Quota { county, .. } => Some(county.clone()),
        No::TooMany { county, .. } => county.clone(),
        No::Cluster { cluster, .. } => Some(cluster.clone()),
        _ => None,
    }
}

fn relaxation(refusal: &CityRefusal) -> Option<&Relaxation> {
    use CityRefusal as No;
    match refusal {
        No::NowhereServed { relax, .. }
        | No::Unreachable { relax, .. }
        | No::Quota { relax, .. }
        | No::TooMany { relax, .. }
        | No::Cluster { relax, .. }
        | No::Capacity { relax, .. }
        | No::Budget { relax, .. }
        | No::ChangeBudget { relax, .. }
        | No::NotFound { relax, .. } => Some(relax),
        _ => None,
    }
}

fn segment_zh(segment: Segment) -> &'static str {
    match segment {
        Segment::Payment => "交费",
        Segment::Connection => "办电",
        Segment::Elder => "无智能手机老人",
        Segment::Firm => "企业",
    }
}

/// Fen as 万元, for people.
pub(crate) fn wan(fen: i64) -> String {
    format!("{:.2}万元", fen as f64 / 1e6)
}

fn cause_zh(refusal: &CityRefusal) -> String {
    use CityRefusal as No;
    match refusal {
        No::NoDemand => "全市没有任何办电、交费需求，无从规划。".to_owned(),
        No::Number { field, rule } => format!("{field} 应为 {rule}。"),
        No::Twice { field, id } => format!("{field}：{id} 重复出现。"),
        No::Unknown { field, id } => format!("{field}：没有 {id}。"),
        No::NoSuchGrade { field, grade } => format!("{field}：没有 {grade} 级的标准。"),
        No::NotNested { better, lower, segment } => {
            format!("{lower} 级能服务{}，更高的 {better} 级却不能。", segment_zh(*segment))
        }
        No::Conflict { site, one, other } => format!("网点 {site}：{one} 与 {other} 互相矛盾。"),
        No::NowhereServed { segment, .. } => format!("没有任何等级的营业厅能服务{}。", segment_zh(*segment)),
        No::Unreachable { place, segment, .. } => {
            format!("{place} 的{}到不了任何能服务他们的网点。", segment_zh(*segment))
        }
        No::Quota { county, at_least, wanted, possible, .. } => {
            format!(
                "县区 {county} 至少要有 {wanted} 个 {at_least} 级及以上营业厅，最多只能有 {possible} 个。"
            )
        }
        No::TooMany { county, grade, allowed, demanded, .. } => {
            let within = county.as_deref().map_or_else(|| "全市".to_owned(), |it| format!("县区 {it}"));
            format!("{within}最多允许 {allowed} 个 {grade} 级营业厅，其他条件却要求 {demanded} 个。")
        }
        No::Cluster { cluster, .. } => format!("乡镇片区 {cluster} 必须有营业厅，却没有可用的网点。"),
        No::Capacity { visits, room, .. } => {
            format!("每年 {visits:.0} 人次，超过全部营业厅能承担的 {room:.0} 人次。")
        }
        No::Budget { budget, cheapest, .. } => {
            format!("年度预算 {} 低于满足其他条件的最省方案 {}。", wan(*budget), wan(*cheapest))
        }
        No::ChangeBudget { budget, cheapest, .. } => {
            format!("改造预算 {} 低于其他条件所需的 {}。", wan(*budget), wan(*cheapest))
        }
        No::NotFound { yearly_over, change_over, visits_over, halls_off, .. } => format!(
            "没有找到满足全部条件的方案；最接近的超年度预算 {}、超改造预算 {}、超承载 {visits_over:.0} 人次、差 {halls_off} 个厅。",
            wan(*yearly_over),
            wan(*change_over)
        ),
    }
}

fn help_zh(relax: &Relaxation) -> String {
    match relax {
        Relaxation::Serve { grade, segment } => format!("让 {grade} 级营业厅服务{}", segment_zh(*segment)),
        Relaxation::Allow { site, grade } => format!("允许 {site} 设为 {grade} 级"),
        Relaxation::Permit { site } => format!("不再禁止 {site}"),
        Relaxation::Halls { count } => format!("数量改为 {count} 个"),
        Relaxation::Way { place } => format!("给 {place} 一条到网点的路"),
        Relaxation::Site { within } => format!("在 {within} 增加一个候选网点"),
        Relaxation::Yearly { fen } => format!("年度预算提高到 {}", wan(*fen)),
        Relaxation::Change { fen } => format!("改造预算提高到 {}", wan(*fen)),
        Relaxation::Room { visits } => format!("再增加每年 {visits:.0} 人次的承载能力"),
    }
}
