//! Dates as in ISO 8601, in the proleptic Gregorian calendar.

/// Days from 1970-01-01 to a date (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Seconds since 1970-01-01T00:00:00Z of a date `2026-11-23` or `2026/11/23`, with or without a
/// time `T12:30`, `12:30:05.5`, `12:30Z`, `12:30+02:00` after it. Parts of a second are cut off;
/// a time without a zone counts as UTC.
///
/// ```
/// use sparkler_data::table::{format_date, parse_date};
/// assert_eq!(parse_date("1970-01-02"), Some(86_400));
/// assert_eq!(parse_date("2000-02-30"), None);
/// assert_eq!(format_date(86_400 + 61), "1970-01-02T00:01:01Z");
/// ```
pub fn parse_date(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let digits = |from: usize, count: usize| -> Option<i64> {
        let part = bytes.get(from..from + count)?;
        part.iter().all(u8::is_ascii_digit).then_some(())?;
        Some(part.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
    };
    let separator = *bytes.get(4)?;
    if !matches!(separator, b'-' | b'/') || *bytes.get(7)? != separator {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 2)?, digits(8, 2)?);
    let number = days(year, month, day);
    if !(1..=12).contains(&month) || civil(number) != (year, month, day) {
        return None;
    }
    let mut seconds = number * 86_400;
    if bytes.len() == 10 {
        return Some(seconds);
    }
    if !matches!(bytes[10], b'T' | b't' | b' ') || *bytes.get(13)? != b':' {
        return None;
    }
    let (hour, minute) = (digits(11, 2)?, digits(14, 2)?);
    let mut at = 16;
    let mut second = 0;
    if bytes.get(at) == Some(&b':') {
        second = digits(17, 2)?;
        at = 19;
        if bytes.get(at) == Some(&b'.') {
            let fraction = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            if fraction == 0 {
                return None;
            }
            at += 1 + fraction;
        }
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    seconds += hour * 3600 + minute * 60 + second;
    match bytes.get(at) {
        None => Some(seconds),
        Some(b'Z' | b'z') if bytes.len() == at + 1 => Some(seconds),
        Some(sign @ (b'+' | b'-')) => {
            let hours = digits(at + 1, 2)?;
            let minutes = match bytes.len() - at {
                3 => 0,
                5 => digits(at + 3, 2)?,
                6 if bytes[at + 3] == b':' => digits(at + 4, 2)?,
                _ => return None,
            };
            let offset = hours * 3600 + minutes * 60;
            Some(if *sign == b'+' { seconds - offset } else { seconds + offset })
        }
        Some(_) => None,
    }
}

/// A date as `2026-11-23`, with the time after it unless it is midnight (UTC).
pub fn format_date(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    match rest {
        0 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            rest / 3600,
            rest / 60 % 60,
            rest % 60
        ),
    }
}
