//! How a refusal looks on the wire, and the words of every refusal in both languages. HTTP status is decided here
//! and nowhere else.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A refusal or failure, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Stable code, such as `hall_closed`.
    pub code: String,
    /// What to tell the user.
    pub message: String,
    /// The field that is wrong, as a path such as `items[0]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The line of the input that is wrong, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// The rule that was broken, with its figure if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The request's id, to find it in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// Languages of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language an `Accept-Language` header asks for: the first of zh and en it names, else Chinese.
    #[must_use]
    pub fn from_header(header: Option<&str>) -> Lang {
        let wanted = header.unwrap_or_default().split(',').map(|part| part.trim().to_ascii_lowercase());
        for part in wanted {
            if part.starts_with("zh") {
                return Lang::Zh;
            }
            if part.starts_with("en") {
                return Lang::En;
            }
        }
        Lang::Zh
    }
}

/// The words and the status of one refusal.
#[derive(Clone, Copy, Debug)]
pub struct RefusalText {
    /// Stable code.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl RefusalText {
    /// The words in `lang`.
    #[must_use]
    pub fn words(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// The words for `code`; an unknown code reads as an internal fault.
#[must_use]
pub fn refusal_text(code: &str) -> &'static RefusalText {
    REFUSALS.iter().find(|text| text.code == code).unwrap_or(&REFUSALS[0])
}

macro_rules! refusals {
    ($($code:ident $status:literal $zh:literal $en:literal;)*) => {
        /// Every refusal there is. The first one stands for a fault of ours.
        pub static REFUSALS: &[RefusalText] = &[$(
            RefusalText { code: stringify!($code), status: $status, zh: $zh, en: $en },
        )*];
    };
}

refusals! {
    internal 500 "系统内部错误，您的操作没有生效，请重试或联系工作人员。" "Something went wrong on our side. Nothing was changed; please try again or ask staff.";

    // The frame.
    busy 503 "系统繁忙，请稍后重试。" "The system is busy. Please try again in a moment.";
    closing 503 "系统正在停机，请稍后重试。" "The system is shutting down. Please try again in a moment.";
    request_reused 422 "同一请求号已用于不同的内容。" "This request id was already used with different content.";
    key_missing 400 "缺少请求号（Idempotency-Key）。" "The Idempotency-Key header is missing.";
    key_malformed 400 "请求号应为 1–64 位字母、数字或 - _ . :。" "The Idempotency-Key must be 1 to 64 letters, digits or - _ . :.";
    json_malformed 400 "请求内容不是合法的 JSON。" "The request is not valid JSON.";
    field_wrong 400 "请求中有字段不符合要求。" "A field of the request is wrong.";
    query_wrong 400 "地址中的查询参数不符合要求。" "A query parameter is wrong.";
    path_wrong 404 "地址中的编号不符合要求。" "An id in the address is wrong.";
    body_too_large 413 "请求内容过大。" "The request is too large.";
    media_type 415 "请求内容应为 application/json。" "The request must be application/json.";
    not_found 404 "没有找到您要的内容。" "There is nothing here.";
    method_not_allowed 405 "该地址不支持这种操作。" "This address does not take that method.";

    // Who.
    not_logged_in 401 "请先登录。" "Please log in first.";
    not_allowed 403 "您的角色没有此操作的权限。" "Your role does not allow this.";
    other_hall 403 "您只能办理本营业厅的业务。" "You can only work in your own hall.";
    csrf 403 "页面已过期，请刷新后重试。" "The page is out of date. Please reload it and try again.";
    log_in_failed 401 "账号、密码或动态口令不正确。" "The login, password or one-time code is not right.";
    locked 423 "连续登录失败次数过多，账号已临时锁定。" "Too many failed log-ins: the account is locked for a while.";
    totp_needed 401 "请输入动态口令。" "Please enter the one-time code.";
    totp_wrong 422 "动态口令不正确。" "The one-time code is not right.";
    password_wrong 422 "原密码不正确。" "The old password is not right.";
    password_weak 422 "密码至少 10 位，且同时包含字母和数字。" "A password needs at least 10 characters with letters and digits.";
    roles_exclude 422 "系统管理员、安全管理员、审计员三员分立，不能兼任。" "System admin, security admin and auditor exclude each other.";
    login_taken 409 "该登录名已被使用。" "That login is taken.";
    staff_unknown 404 "没有这名员工。" "There is no such member of staff.";
    own_account 422 "不能对自己的账号执行此操作。" "You cannot do this to your own account.";
    device_unknown 404 "没有这台设备。" "There is no such device.";
    device_credential 401 "设备凭证无效或已吊销。" "The device's credential is wrong or was withdrawn.";
    enrol_code 422 "设备注册码无效、已使用或已过期。" "The enrolment code is wrong, used or expired.";
    order_act 422 "该类设备不支持此指令。" "That kind of device cannot do this.";

    // Halls.
    hall_unknown 404 "没有这个营业厅。" "There is no such hall.";
    hall_closed 409 "营业厅当前不在营业时间。" "The hall is closed now.";
    calendar_unpublished 422 "该年度工作日历尚未发布。" "The working calendar of that year has not been published.";
    plan_invalid 422 "营业厅方案不完整或自相矛盾。" "The hall plan is incomplete or contradicts itself.";
    plan_in_past 422 "生效日期不能早于明天。" "A plan can take effect tomorrow at the earliest.";
    plan_unknown 404 "没有这份方案。" "There is no such plan.";
    plan_decided 409 "该方案已审批。" "That plan was decided already.";
    plan_own 403 "不能审批自己提交的方案。" "You cannot approve your own proposal.";
    counter_unknown 404 "本厅没有这个柜台。" "This hall has no such counter.";
    counter_taken 409 "该柜台已有其他柜员在岗。" "Another clerk is at this counter.";
    counter_not_yours 409 "您不在该柜台，请先签入柜台。" "You are not at this counter: open it first.";
    counter_not_open 409 "柜台未开放，不能叫号。" "The counter is not open.";
    counter_busy 409 "柜台上还有未办结的客户。" "There is still a customer at this counter.";
    already_at_counter 409 "您已在另一个柜台签入。" "You have already opened another counter.";

    // Tickets.
    items_missing 422 "请至少选择一项业务。" "Please choose at least one service item.";
    items_too_many 422 "一次到厅可办理的业务项数超出上限。" "Too many service items for one visit.";
    item_unknown 422 "没有这个业务项目。" "There is no such service item.";
    item_not_here 422 "本营业厅不办理该业务。" "This hall does not do that service item.";
    people_wrong 422 "同行人数应为 1–50。" "People must be 1 to 50.";
    ticket_unknown 404 "没有这个排队号。" "There is no such ticket.";
    move_not_now 409 "排队号当前状态不能进行此操作。" "The ticket's state does not allow that now.";
    recall_limit 409 "已达到重呼次数上限。" "The limit of recalls is reached.";
    not_your_ticket 409 "该排队号由其他柜台受理。" "That ticket is with another counter.";
    target_missing 422 "请指明转往的柜台、功能区或营业厅。" "Say which counter, zone or hall to send it to.";
    target_wrong 422 "目标柜台、功能区或营业厅不能受理该业务。" "That counter, zone or hall cannot take this item.";
    defer_limit 422 "顺延时间超出允许范围。" "That is longer than a place can be kept.";
    undo_too_late 409 "已超过可撤销的时间。" "It is too late to take that back.";
    undo_not_yours 409 "只能由操作者本人撤销最近一步。" "Only whoever made the last move can take it back.";
    undo_nothing 409 "没有可撤销的操作。" "There is nothing to take back.";
    undo_overtaken 409 "之后已有新的操作，不能撤销。" "Something happened since; it cannot be taken back.";
    link_expired 410 "链接已失效。" "This link has expired.";
    text_too_long 422 "文字过长。" "The text is too long.";
    text_empty 422 "请说出或输入您要办的事。" "Please say or type what you need.";
    consent_needed 422 "记录个人偏好须先征得客户同意。" "Preferences may only be kept with the person's consent.";

    // Appointments.
    slot_unknown 422 "没有这个预约时段。" "There is no such time slot.";
    slot_full 409 "该时段已约满，请选择其他时段。" "That slot is full; please choose another.";
    slot_past 422 "该时段已开始或已过。" "That slot has begun or is over.";
    slot_too_far 422 "超出可预约的天数。" "That day is too far ahead.";
    check_in_code 404 "预约码不正确，或不是今天本厅的预约。" "The booking code is not right, or not for this hall today.";
    check_in_early 409 "还未到可签到时间。" "It is too early to check in.";

    // Care and amenities.
    room_unknown 404 "没有这间洽谈室。" "There is no such room.";
    room_taken 409 "该时段洽谈室已被预订。" "The room is taken then.";
    quarters_wrong 422 "预订时长应为整刻钟，且不超过上限。" "Book whole quarters of an hour, within the limit.";
    booking_unknown 404 "没有这条预订。" "There is no such booking.";
    amenity_unknown 404 "本厅没有这种便民物品。" "This hall does not have that.";
    amenity_none_left 409 "该物品已全部借出。" "All of them are lent out.";
    stock_below_lent 422 "总数不能少于已借出数量。" "The total cannot be less than what is lent out.";
    loan_unknown 404 "没有这条借用记录。" "There is no such loan.";
    loan_returned 409 "该物品已归还。" "That was returned already.";
    zone_unknown 404 "本厅没有这个功能区。" "This hall has no such zone.";
    children_wrong 422 "儿童人数超出安置区容量。" "That is more children than the corner takes.";

    // Evaluation.
    evaluation_unknown 404 "没有待评价的服务。" "There is no service to rate.";
    evaluation_given 409 "您已评价过，谢谢。" "You have rated this already, thank you.";
    evaluation_late 409 "评价时间已过。" "It is too late to rate.";
    score_wrong 422 "评分应为 1–5。" "A score is 1 to 5.";
    reason_unknown 422 "没有这个评价原因。" "There is no such reason.";
    task_unknown 404 "没有这条回访任务。" "There is no such follow-up.";
    task_closed 409 "该回访任务已办结。" "That follow-up is closed.";
    note_missing 422 "请填写处理情况。" "Please write what was done.";

    // Tariffs.
    tariff_unknown 404 "没有这份电价文件或版本。" "There is no such tariff or version.";
    tariff_stale 409 "别人已修改过这个版本，请重新打开后再改。" "Somebody has changed this version since. Open it again first.";
    tariff_closed 409 "该版本已提交、生效或撤回，不能再改。" "That version is proposed, approved or withdrawn and is not changed any more.";
    tariff_unsound 422 "电价文件不完整或自相矛盾，或与已生效的版本冲突。" "The tariff document is incomplete, contradicts itself, or does not stand beside those in force.";
    tariff_in_past 422 "生效日期不能早于明天。" "A tariff can take effect tomorrow at the earliest.";
    tariff_not_proposed 409 "该版本不在待审批状态。" "That version is not waiting for a decision.";
    tariff_own 403 "不能审批自己编写或提交的电价版本。" "You cannot approve a tariff that you wrote or proposed.";
    tariff_begun 409 "该版本已生效，只能由更晚生效的版本替代。" "That version is in force: only a later one ends it.";
    tariff_load 422 "用电数据读不懂或不完整。" "The load cannot be read or is not whole.";
    tariff_sample_unknown 404 "没有这个示例客户。" "There is no such sample customer.";

    // Planning.
    scenario_unknown 404 "没有这个规划方案。" "There is no such scenario.";
    scenarios_many 409 "规划方案数量已达上限，请先删除不用的方案。" "There are too many scenarios; remove some first.";
    scenario_stale 409 "该方案已被他人修改，请刷新后重试。" "Somebody changed this scenario meanwhile. Reload it and try again.";
    scenario_proposed 409 "该方案的测算已提交审批，不能删除。" "A run of this scenario was proposed; it must stay.";
    scenario_running 409 "该方案仍有测算在进行，请先取消。" "A run of this scenario goes on; cancel it first.";
    run_unknown 404 "没有这次测算。" "There is no such run.";
    run_over 409 "该测算已结束。" "That run is over.";
    run_not_done 409 "该测算尚未完成，或不是网点布局测算。" "That run is not done, or was no siting.";
    run_other_work 409 "该测算回答的是另一类问题。" "That run answers another question.";
    run_failed 409 "该测算没有得出结果。" "That run came to no answer.";
    runs_full 503 "排队的测算过多，请稍后再试或取消一些。" "Too many runs wait. Try later, or cancel some.";
    compare_count 422 "请选择二至四个方案进行比较。" "Choose two to four plans to compare.";
    proposal_unknown 404 "没有这份提案。" "There is no such proposal.";
    proposal_there 409 "该测算已提交审批。" "That run was proposed already.";
    proposal_nothing 422 "该方案不改变任何现有营业厅。" "That plan changes no hall that is there.";
    planning_data 422 "公司配置包中没有规划数据，或数据不完整。" "The company pack has no planning data, or not all of it.";
    plan_impossible 422 "按给定条件无法得出结果。" "There is no answer under these conditions.";
    form_unknown 422 "只能导出 xlsx 或 pdf。" "Only xlsx or pdf can be made.";
    roster_unknown 404 "该月尚未排班。" "There is no roster of that month yet.";
    roster_stale 409 "该排班已被他人修改，请刷新后重试。" "Somebody changed this roster meanwhile. Reload it and try again.";
    roster_breaks 422 "该排班违反了必须遵守的规定。" "That roster breaks a rule that must hold.";
    roster_figure 422 "排班条件中有数字不成立。" "A figure of what was asked of the roster is none.";
    roster_pins_break 422 "手工固定的班次本身违反规定。" "What was set by hand breaks a rule already.";
    staffing_figure 422 "测算条件中有数字不成立。" "A figure of the day or the target is none.";
    staffing_overload 422 "即使全部窗口全天开放也达不到目标。" "Even all counters all day miss the target.";
    footfall_out_of_order 422 "客流历史或所问日期的顺序不对。" "Days of the history or the question are not in order.";
    footfall_impossible 422 "客流历史中有不可能的数字。" "The history has a number that cannot be.";
    footfall_hours_wrong 422 "客流所用的营业时间不成立。" "The opening hours of a day cannot be.";
    footfall_hours_mismatch 422 "分时客流与营业时间对不上。" "The hourly counts do not fit the opening hours.";
    footfall_closed_with_people 422 "标为停业的日子却有客流。" "People were counted on a day that is said to be closed.";
    footfall_too_short 422 "客流历史太短，也没有可参照的同类厅。" "The history is too short, and there are no kin to learn from.";
    footfall_not_ahead 422 "所问日期不在可预测的范围内。" "A day asked for is not ahead, or too far.";
    footfall_calendar_unknown 422 "所需年度的工作日历尚未发布。" "The working calendar of a year that is needed was never published.";
    footfall_input_wrong 422 "客流预测的输入不成立。" "An input of the forecast cannot be.";
    roster_nobody 422 "本厅没有可排班的人员。" "This hall has nobody to be rostered.";
    weather_count 422 "一次至少一天，且不能超过上限。" "At least one day at a time, and no more than the limit.";
    weather_columns 422 "这一行应当正好是日期、平均气温、降水三格。" "That line must be exactly day, mean temperature and rain.";
    weather_unread 422 "这一格读不懂：日期要写全，数字最多一位小数。" "That cell cannot be read: a whole day, or a number with one decimal at most.";
    weather_impossible 422 "这样的天气不可能有。" "Weather cannot be like that.";
    weather_twice 422 "同一天出现了两次。" "That day is there twice.";
    weather_not_over 422 "这一天还没有过完，只能作为预报。" "That day is not over; it can only be forecast.";
    month_wrong 422 "月份应写作 2026-12 的形式。" "Write a month like 2026-12.";

    // Feeds and logs.
    day_wrong 422 "日期范围不正确。" "The range of days is wrong.";
    demo_only 404 "此功能仅在演示环境提供。" "This is only there in the demo.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_refusal_has_one_code_a_status_and_words_in_both_languages() {
        let mut codes = HashSet::new();
        for text in REFUSALS {
            assert!(codes.insert(text.code), "{} stands twice", text.code);
            assert!((400..=599).contains(&text.status), "{}", text.code);
            assert!(text.zh.ends_with('。') && !text.zh.is_ascii(), "{}", text.code);
            assert!(text.en.ends_with('.') && text.en.is_ascii(), "{}", text.code);
        }
    }

    #[test]
    fn the_language_is_the_first_one_named_that_we_speak() {
        assert_eq!(Lang::from_header(Some("fr, en;q=0.8, zh;q=0.5")), Lang::En);
        assert_eq!(Lang::from_header(Some("zh-CN")), Lang::Zh);
        assert_eq!(Lang::from_header(None), Lang::Zh);
    }
}
