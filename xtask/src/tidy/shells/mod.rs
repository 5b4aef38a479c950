//! The two shells show and sense; what an answer means is the core's to say (ADR 0018, 0022).
//!
//! Kotlin and Swift are read as lines here, not compiled: each rule looks for the words with
//! which such a decision is written. What stands in comments is left alone.

mod branches;
mod compared;
mod keys;
mod lines;
mod offered;
mod words;

use std::collections::BTreeSet;

use super::{Finding, Tree};

/// No shell names the appearance of a question: its control says what is drawn.
pub fn appearance(tree: &Tree) -> Vec<Finding> {
    words::found(tree, &words::APPEARANCE)
}

/// No shell takes places, lists and references apart or puts a reference together.
pub fn splitting(tree: &Tree) -> Vec<Finding> {
    with(
        words::found(tree, &words::SPLITTING),
        words::references(tree),
    )
}

/// No shell reads a number out of a text.
pub fn numbers(tree: &Tree) -> Vec<Finding> {
    with(
        words::found(tree, &words::NUMBERS),
        words::swift_numbers(tree),
    )
}

/// No shell has a language or a calendar of its own: which there are, and how days and numbers are
/// told in them, is the core's to say.
pub fn calendars(tree: &Tree) -> Vec<Finding> {
    words::found(tree, &words::CALENDARS)
}

/// The findings of two looks at the same lines, one a line.
fn with(mut findings: Vec<Finding>, more: Vec<Finding>) -> Vec<Finding> {
    let known: BTreeSet<String> = findings.iter().map(|one| one.place.clone()).collect();
    findings.extend(more.into_iter().filter(|one| !known.contains(&one.place)));
    findings
}

/// No shell has an arm for the rest over a type of the facade.
pub fn for_the_rest(tree: &Tree) -> Vec<Finding> {
    branches::for_the_rest(tree)
}

/// No shell puts the key of a word together.
pub fn keys_together(tree: &Tree) -> Vec<Finding> {
    keys::put_together(tree)
}

/// No shell decides what is offered, what a blank text means, from how many on something holds, or
/// for which region the words are written.
pub fn offered(tree: &Tree) -> Vec<Finding> {
    offered::found(tree)
}

/// No shell opens a file outside the part that senses.
pub fn files(tree: &Tree) -> Vec<Finding> {
    words::found(tree, &words::FILES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lines::Shell;

    /// How many findings of a rule a line of Kotlin in the form, or one of Swift, has.
    fn kotlin(rule: super::super::Rule, line: &str) -> usize {
        found(
            rule,
            "android/app/src/main/kotlin/org/farola/app/form/A.kt",
            line,
        )
    }

    fn swift(rule: super::super::Rule, line: &str) -> usize {
        found(rule, "ios/Sources/AppModel/Control/A.swift", line)
    }

    fn found(rule: super::super::Rule, path: &str, text: &str) -> usize {
        rule(&Tree::planted(&[(path, text)])).len()
    }

    #[test]
    fn the_appearance_of_a_question_is_found() {
        for line in [
            "val look = question.appearance",
            "Appearance(question)",
            "if (\"appearance\" in names) {}",
        ] {
            assert_eq!(kotlin(appearance, line), 1, "{line}");
            assert_eq!(swift(appearance, line), 1, "{line}");
        }
        assert_eq!(kotlin(appearance, "// the appearance of a form"), 0);
        assert_eq!(
            kotlin(appearance, "     * The appearance is the core's."),
            0
        );
        let settings = "android/app/src/main/kotlin/org/farola/app/home/SettingsScreen.kt";
        assert_eq!(found(appearance, settings, "Appearance.AUTO to 1"), 0);
    }

    #[test]
    fn values_taken_apart_are_found() {
        for line in [
            "val places = text.split(';')",
            "val name = reference.substringAfterLast('/')",
            "Regex(\"a\").find(value)",
            "\"\"\"\\d\"\"\".toRegex()",
            "val depth = question.reference.count { it == '/' }",
            "host.goTo(\"$base[$number]\")",
            "val (lat, lon) = text.lineSequence()",
        ] {
            assert_eq!(kotlin(splitting, line), 1, "{line}");
        }
        for line in [
            "let parts = text.split(separator: \";\")",
            "let parts = text.components(separatedBy: \" \")",
            "let open = name.lastIndex(of: \"[\")",
            "return \"\\(base)[\\(number)]\"",
            "guard reference.hasSuffix(\"]\") else { return nil }",
            "let place = try NSRegularExpression(pattern: \"a\")",
        ] {
            assert_eq!(swift(splitting, line), 1, "{line}");
        }
        for line in [
            "host.goTo(instance.reference)",
            "val same = question.reference == reference",
            "order.firstIndex(of: choice)",
            "let first = points.dropFirst()",
        ] {
            assert_eq!(
                kotlin(splitting, line) + swift(splitting, line),
                0,
                "{line}"
            );
        }
        let sense = "android/app/src/main/kotlin/org/farola/app/sense/Sounds.kt";
        assert_eq!(found(splitting, sense, "name.substringAfterLast('.')"), 0);
    }

    #[test]
    fn numbers_read_from_text_are_found() {
        for line in [
            "value = text.toIntOrNull()",
            "val metres = words[0].toDoubleOrNull() ?: 0.0",
            "val most = text.toInt()",
            "val most = field.text.toString().toDouble()",
            "LocalDate.parse(value)",
            "val format = DecimalFormat(\"0.0\")",
            "Integer.parseInt(text)",
        ] {
            assert_eq!(kotlin(numbers, line), 1, "{line}");
        }
        for line in [
            "let now = Int(row.value) ?? 0",
            "guard let year = Int(parts[0]), let month = Int(parts[1])",
            "if let metres = Double(text) {",
            "let all = parts.compactMap { Double($0) }",
            "let all = parts.compactMap(Double.init)",
            "Decimal(string: text)",
            "let reader = NumberFormatter()",
            "choice.value.count <= 2 && Int(choice.value) != nil",
        ] {
            assert!(swift(numbers, line) > 0, "{line}");
        }
        for line in [
            "walk.distanceM.toInt()",
            "DecimalFormatSymbols.getInstance(locale).decimalSeparator",
            "look.dp(3).toFloat()",
            "Uri.parse(link)",
            "screen.of.toInt().coerceAtLeast(1)",
        ] {
            assert_eq!(kotlin(numbers, line), 0, "{line}");
        }
        for line in [
            "number = Int(screen.number)",
            "columns(count.map(Int.init))",
            "count.map { words.number(Int($0)) } ?? \"\"",
            "let x = Double(tap.location.x) / scale",
            "get: { dragged ?? Double(control.position ?? 0) },",
            "CGFloat(control.lines) * 24, alignment: .topLeading)",
            "say(Int(a), Int(b))",
        ] {
            assert_eq!(swift(numbers, line), 0, "{line}");
        }
    }

    #[test]
    fn languages_and_calendars_of_a_shell_are_found() {
        for line in [
            "import java.time.temporal.WeekFields",
            "val first = WeekFields.of(locale).firstDayOfWeek",
            "day.getDisplayName(TextStyle.FULL, locale)",
            "fun languages() = listOf(\"es\" to \"Español\")",
            "Locale(\"en\", \"MX\")",
            "SimpleDateFormat(\"d MMM\", locale)",
        ] {
            assert_eq!(kotlin(calendars, line), 1, "{line}");
        }
        for line in [
            "case .es: \"es\"",
            "let name = calendar.weekdaySymbols[0]",
            "let told = DateFormatter().string(from: date)",
            "Text(date.formatted(.dateTime))",
        ] {
            assert_eq!(swift(calendars, line), 1, "{line}");
        }
        for line in [
            "words[\"es\\(n)\"]",
            "val locale = Locale.forLanguageTag(tag)",
        ] {
            assert_eq!(
                kotlin(calendars, line) + swift(calendars, line),
                0,
                "{line}"
            );
        }
        let sense = "android/app/src/main/kotlin/org/farola/app/sense/Keyboard.kt";
        assert_eq!(found(calendars, sense, "import java.time.ZoneId"), 0);
    }

    #[test]
    fn files_opened_outside_the_senses_are_found() {
        for line in [
            "val bytes = file.readBytes()",
            "import java.nio.file.Files",
            "activity.contentResolver.openInputStream(uri)",
            "import java.io.File; val there = file.exists()",
            "getSharedPreferences(\"look\", 0)",
        ] {
            assert!(kotlin(files, line) > 0, "{line}");
        }
        for line in [
            "try? FileManager.default.removeItem(at: file)",
            "let bytes = try Data(contentsOf: file)",
            "try bytes.write(to: file)",
            "UserDefaults.standard.set(1, forKey: \"a\")",
        ] {
            assert!(swift(files, line) > 0, "{line}");
        }
        assert_eq!(kotlin(files, "host.attachFile(reference, file.path)"), 0);
        assert_eq!(kotlin(files, "val there = door.exists()"), 0);
        assert_eq!(swift(files, "points.append(contentsOf: more)"), 0);
        let platform = "ios/Sources/AppPlatform/SystemPlatform.swift";
        assert_eq!(found(files, platform, "FileManager.default"), 0);
        let sense = "android/app/src/main/kotlin/org/farola/app/sense/Finger.kt";
        assert_eq!(found(files, sense, "file.writeBytes(key)"), 0);
    }

    #[test]
    fn what_a_shell_would_offer_by_itself_is_found() {
        for line in [
            "sends = canSync && submission.canSend",
            "val send = canSync && submissions.any { it.canSend }",
            "val send = submissions.any { it.canSend }",
            "if (text.isBlank()) return list(options.take(first))",
            "options.isEmpty() && text.isNotBlank() -> none",
            "val text = entry.text.trim()",
            "val label = text.ifBlank { words(name) }",
            "if (now.closed && spots.size > 2) {",
            "val few = points.size < 3",
            "Locale(appLanguage(language).code, \"MX\")",
            "if (days == 0) words(R.string.keep_none) else count(R.plurals.keep_days, days)",
            "val about = if (news == 0) look.words(R.string.none) else null",
            "acts.drop(1).forEach { content.addView(button(it)) }",
            "val onShelf = submissions.groupBy { it.shelf }",
            "val all = forms.sortedBy { it.title }",
            "val name = Styled.read(face.label).ifEmpty { words(R.string.form_row_unnamed) }",
            "val name = face.label.plain.ifEmpty { pieces.words(R.string.form_row_unnamed) }",
        ] {
            assert_eq!(kotlin(offered, line), 1, "{line}");
        }
        for line in [
            "if unlocked.home.canSync, unlocked.receipt?.canSend == true {",
            "if unlocked.home.canSync, lists.submissions.contains(where: \\.canSend) {",
            "guard text.contains(where: { !$0.isWhitespace }) else {",
            "let text = text.trimmingCharacters(in: .whitespaces)",
            "let closes = line?.closed == true && spots.count > 2",
            "if count >= 3 {",
            "Locale(identifier: code + \"MX\")",
            "days == 0 ? self[\"none\"] + words[key] : count(key, days)",
            "count == 0 ? words[none] : words.count(key, count)",
            "ForEach(Array(walk.acts.dropFirst()), id: \\.self) { button($0) }",
            "let on = Dictionary(grouping: submissions, by: \\.shelf)",
            "let all = forms.sorted { $0.title < $1.title }",
            "row.label.isEmpty ? words[\"form.instance_unnamed\"] : row.label.plain",
            "row.label.isEmpty ? StyledText(look.words[\"form.row_unnamed\"]) : row.label",
        ] {
            assert_eq!(swift(offered, line), 1, "{line}");
        }
        for line in [
            "if (submission.canRetry) {",
            "public var canSync: Bool { plan?.canSync == true }",
            "if (stack.size > 1) goBack()",
            "number == 1 ? one : other",
            "val label = text.ifEmpty { words(name) }",
            "look.size(2)",
            "if (index == 0) moveTo(x) else lineTo(x)",
            "digits == 012 && words[key]",
            "let text = words.drop(of: 1)",
            "minOf(count, 8)",
            "say(\"more than size > 2, isBlank( and canSync && canSend\")",
            "font.size = 24",
            "if !label.isEmpty { formText(label, look) }",
            "label.plain.ifEmpty { option.sign }",
        ] {
            assert_eq!(kotlin(offered, line) + swift(offered, line), 0, "{line}");
        }
        let sense = "android/app/src/main/kotlin/org/farola/app/sense/Sounds.kt";
        assert_eq!(found(offered, sense, "if (bytes.size < 4) return"), 0);
    }

    #[test]
    fn both_shells_are_read() {
        // A folder that was moved would be read by no rule, and no rule would say so.
        let tree = Tree::of_workspace().unwrap();
        for shell in [Shell::Android, Shell::Ios] {
            assert!(lines::of(&tree, shell).count() > 20, "{shell:?}");
        }
    }
}
