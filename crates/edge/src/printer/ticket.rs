//! The slip a customer takes from a printer or kiosk. Carries no name: only the number, what for, and how long.

use fast_qr::{ECL, QRBuilder};
use kernel::{Time, Zone};

use super::escpos::{Align, EscPos, PaperWidth};
use crate::{Refusal, RefusalCode};

/// The language of a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 中文.
    Zh,
    /// English.
    En,
}

/// What stands on a slip.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketSlip {
    /// The hall's name.
    pub hall: String,
    /// The number with its prefix, `A012`.
    pub number: String,
    /// Names of the service items.
    pub items: Vec<String>,
    /// People ahead when it was taken.
    pub people_ahead: i64,
    /// The forecast: half wait less than the first, nine in ten less than the second; minutes. None is honest too.
    pub wait_min: Option<(i64, i64)>,
    /// When it was taken.
    pub issued_at: Time,
    /// The hall's zone.
    pub zone: Zone,
    /// Documents to have ready.
    pub documents: Vec<String>,
    /// The customer's own page.
    pub link: String,
    /// A note under the heading, such as 示例.
    pub note: Option<String>,
}

/// Dots per module of the QR code are six: three in the picture, doubled by the printer.
const QR_MODULE_DOTS: usize = 3;
/// White modules around the code, as the standard asks.
const QR_QUIET: usize = 4;
/// The longest link: keeps the code below 45 modules, which fits 58 mm paper.
const LINK_BYTES_MAX: usize = 120;

/// The slip as ESC/POS bytes.
///
/// The QR code goes as a raster picture, not as the printer's own QR command: every printer prints it, it is the same
/// dots everywhere, and the dots are what the tests read back.
pub fn ticket(slip: &TicketSlip, language: Language, paper: PaperWidth) -> Result<Vec<u8>, Refusal> {
    let words = Words::of(language);
    let mut print = EscPos::begin(paper);
    print.align(Align::Centre);
    print.line("hall", &slip.hall, 1)?;
    if let Some(note) = &slip.note {
        print.line("note", note, 1)?;
    }
    print.line("number", &slip.number, 5)?;
    print.feed(1);
    print.align(Align::Left);
    print.line("items", &format!("{}{}", words.items, slip.items.join(words.comma)), 1)?;
    print.line("people_ahead", &words.ahead(slip.people_ahead), 1)?;
    print.line("wait_min", &words.wait(slip.wait_min), 1)?;
    print.line("issued_at", &format!("{}{}", words.issued, clock(slip.issued_at, slip.zone)), 1)?;
    if !slip.documents.is_empty() {
        print.line("documents", words.documents, 1)?;
        for document in &slip.documents {
            print.line("documents", &format!("- {document}"), 1)?;
        }
    }
    print.feed(1);
    print.align(Align::Centre);
    qr(&mut print, &slip.link)?;
    print.line("link", words.scan, 1)?;
    print.feed(2);
    Ok(print.cut())
}

fn qr(print: &mut EscPos, link: &str) -> Result<(), Refusal> {
    let too_long =
        || Refusal::new(RefusalCode::QrTooLong, "link").at(format_args!("at most {LINK_BYTES_MAX} bytes"));
    if link.len() > LINK_BYTES_MAX {
        return Err(too_long());
    }
    let code = QRBuilder::new(link).ecl(ECL::M).build().map_err(|_| too_long())?;
    let side = (code.size + 2 * QR_QUIET) * QR_MODULE_DOTS;
    print.picture(side, side, |x, y| {
        let module = |at: usize| (at / QR_MODULE_DOTS).checked_sub(QR_QUIET).filter(|at| *at < code.size);
        matches!((module(x), module(y)), (Some(column), Some(row)) if code[row][column].value())
    });
    Ok(())
}

/// `2026-10-12 09:05` in the hall's zone.
fn clock(at: Time, zone: Zone) -> String {
    let minute = at.second_of_day(zone) / 60;
    format!("{} {:02}:{:02}", at.day(zone), minute / 60, minute % 60)
}

struct Words {
    language: Language,
    items: &'static str,
    comma: &'static str,
    issued: &'static str,
    documents: &'static str,
    scan: &'static str,
}

impl Words {
    fn of(language: Language) -> Words {
        match language {
            Language::Zh => Words {
                language,
                items: "办理业务：",
                comma: "、",
                issued: "取号时间：",
                documents: "请备好：",
                scan: "扫码查看排队进度",
            },
            Language::En => Words {
                language,
                items: "For: ",
                comma: ", ",
                issued: "Taken at: ",
                documents: "Please have ready:",
                scan: "Scan to follow your place",
            },
        }
    }

    fn ahead(&self, people: i64) -> String {
        match self.language {
            Language::Zh => format!("前面等候：{people} 人"),
            Language::En => format!("Ahead of you: {people}"),
        }
    }

    fn wait(&self, wait_min: Option<(i64, i64)>) -> String {
        match (self.language, wait_min) {
            (Language::Zh, Some((p50, p90))) => format!("预计等候：约 {p50} 分钟，一般不超过 {p90} 分钟"),
            (Language::Zh, None) => "预计等候：暂无法估计".to_owned(),
            (Language::En, Some((p50, p90))) => {
                format!("Expected wait: about {p50} min, rarely over {p90} min")
            }
            (Language::En, None) => "Expected wait: not known yet".to_owned(),
        }
    }
}
