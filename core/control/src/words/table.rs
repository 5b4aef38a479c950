//! Generated from words/ by `cargo xtask words`. Do not edit.

pub(super) const DIRECTION_E: (&str, &str) = ("oriente", "east");

pub(super) const DIRECTION_N: (&str, &str) = ("norte", "north");

pub(super) const DIRECTION_NE: (&str, &str) = ("noreste", "northeast");

pub(super) const DIRECTION_NW: (&str, &str) = ("noroeste", "northwest");

pub(super) const DIRECTION_S: (&str, &str) = ("sur", "south");

pub(super) const DIRECTION_SE: (&str, &str) = ("sureste", "southeast");

pub(super) const DIRECTION_SW: (&str, &str) = ("suroeste", "southwest");

pub(super) const DIRECTION_W: (&str, &str) = ("poniente", "west");

pub(super) const MONTH_1: (&str, &str) = ("enero", "January");

pub(super) const MONTH_10: (&str, &str) = ("octubre", "October");

pub(super) const MONTH_11: (&str, &str) = ("noviembre", "November");

pub(super) const MONTH_12: (&str, &str) = ("diciembre", "December");

pub(super) const MONTH_2: (&str, &str) = ("febrero", "February");

pub(super) const MONTH_3: (&str, &str) = ("marzo", "March");

pub(super) const MONTH_4: (&str, &str) = ("abril", "April");

pub(super) const MONTH_5: (&str, &str) = ("mayo", "May");

pub(super) const MONTH_6: (&str, &str) = ("junio", "June");

pub(super) const MONTH_7: (&str, &str) = ("julio", "July");

pub(super) const MONTH_8: (&str, &str) = ("agosto", "August");

pub(super) const MONTH_9: (&str, &str) = ("septiembre", "September");

pub(super) const TIME_DAY: (&str, &str) = ("{day}, {time}", "{day}, {time}");

pub(super) const TIME_TODAY: (&str, &str) = ("hoy {time}", "today {time}");

pub(super) const TIME_YESTERDAY: (&str, &str) = ("ayer {time}", "yesterday {time}");

pub(super) const WEEKDAY_1: (&str, &str) = ("lun", "Mon");

pub(super) const WEEKDAY_2: (&str, &str) = ("mar", "Tue");

pub(super) const WEEKDAY_3: (&str, &str) = ("mié", "Wed");

pub(super) const WEEKDAY_4: (&str, &str) = ("jue", "Thu");

pub(super) const WEEKDAY_5: (&str, &str) = ("vie", "Fri");

pub(super) const WEEKDAY_6: (&str, &str) = ("sáb", "Sat");

pub(super) const WEEKDAY_7: (&str, &str) = ("dom", "Sun");

pub(super) const WEEKDAY_NAME_1: (&str, &str) = ("lunes", "Monday");

pub(super) const WEEKDAY_NAME_2: (&str, &str) = ("martes", "Tuesday");

pub(super) const WEEKDAY_NAME_3: (&str, &str) = ("miércoles", "Wednesday");

pub(super) const WEEKDAY_NAME_4: (&str, &str) = ("jueves", "Thursday");

pub(super) const WEEKDAY_NAME_5: (&str, &str) = ("viernes", "Friday");

pub(super) const WEEKDAY_NAME_6: (&str, &str) = ("sábado", "Saturday");

pub(super) const WEEKDAY_NAME_7: (&str, &str) = ("domingo", "Sunday");
