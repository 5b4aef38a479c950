// Every word a person reads, in the language chosen in the app (not that of the phone).
// The texts come from words/ at the root of the project.

import FarolaCore
import Foundation

/// A language of the app.
public enum Language: String, Sendable, CaseIterable {
    case es, en

    /// How the form engine looks for it in a form.
    public var code: String { rawValue }

    var locale: Locale { Locale(identifier: self == .es ? "es_MX" : "en_US") }

    /// How answers are typed and told in it: the mark that divides decimals is that of the
    /// phone's own keyboard.
    public var reader: ReaderLocale {
        let comma = Locale.current.decimalSeparator == ","
        let language: ReaderLanguage =
            switch self {
            case .es: .spanish
            case .en: .english
            }
        return ReaderLocale(language: language, decimal: comma ? .comma : .point)
    }
}

/// The sentences of one language.
public struct Words: Sendable {
    /// Between two facts on one line; no line begins with it.
    public static let dot = "\u{a0}· "

    public let language: Language
    private let texts: [String: String]
    private let codes: [String: String]

    public init(_ language: Language) {
        self.language = language
        texts = Self.table("Localizable", language)
        codes = Self.table("Codes", language)
    }

    /// The sentence under `key`. A missing one shows its key; a test keeps that from happening.
    public subscript(_ key: String) -> String { texts[key] ?? key }

    /// The sentence under `key` with `{name}` filled in.
    public func callAsFunction(_ key: String, _ values: [String: String]) -> String {
        values.reduce(self[key]) { text, value in
            text.replacingOccurrences(of: "{\(value.key)}", with: value.value)
        }
    }

    /// The sentence under `key.one` or `key.other`, with `{n}` and the other values filled in.
    public func count(
        _ key: String, _ number: Int, _ values: [String: String] = [:]
    ) -> String {
        let all = values.merging(["n": self.number(number)]) { given, _ in given }
        return self(key + (number == 1 ? ".one" : ".other"), all)
    }

    /// What to say about a code of docs/errors.md, and what to do.
    public func sentence(_ code: String) -> String {
        codes[code] ?? self("error.unknown", ["code": code])
    }

    /// What is said below a field.
    public func note(_ note: TypedNote) -> String {
        switch note {
        case .kept(let number): self("control.number_kept", ["n": number])
        case .notWhole: self["form.type_int"]
        case .notANumber: self["form.type_decimal"]
        case .notAPlace: self["control.place_typed_wrong"]
        }
    }

    /// Whether there is a sentence of its own for `code`.
    public func knows(_ code: String) -> Bool { codes[code] != nil }

    var keys: Set<String> { Set(texts.keys) }
    var codeKeys: Set<String> { Set(codes.keys) }

    private static func table(_ name: String, _ language: Language) -> [String: String] {
        guard
            let file = Bundle.module.url(
                forResource: name, withExtension: "strings", subdirectory: nil,
                localization: language.rawValue),
            let bytes = try? Data(contentsOf: file),
            let read = try? PropertyListSerialization.propertyList(from: bytes, format: nil)
        else { return [:] }
        return read as? [String: String] ?? [:]
    }
}

// MARK: - Numbers, times, distances

extension Words {
    /// 1,234
    public func number(_ value: Int) -> String {
        let format = NumberFormatter()
        format.locale = language.locale
        format.numberStyle = .decimal
        return format.string(from: NSNumber(value: value)) ?? String(value)
    }

    /// 23 nov 2026
    public func day(_ date: Date, zone: TimeZone = .current) -> String {
        text(date, language == .es ? "d MMM yyyy" : "MMM d, yyyy", zone)
    }

    /// noviembre
    public func month(_ number: Int) -> String {
        text(
            DayRecord(year: 2000, month: UInt8(clamping: number), day: 1).noon, "LLLL",
            DayRecord.utc.timeZone)
    }

    /// 20:51
    public func time(_ date: Date, zone: TimeZone = .current) -> String {
        text(date, "HH:mm", zone)
    }

    /// «hoy 10:42», «ayer 10:42» or the day.
    public func moment(_ ms: Int64, now: Date, zone: TimeZone = .current) -> String {
        let date = Date(timeIntervalSince1970: Double(ms) / 1000)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let clock = time(date, zone: zone)
        let today = calendar.startOfDay(for: now)
        let that = calendar.startOfDay(for: date)
        switch calendar.dateComponents([.day], from: that, to: today).day {
        case 0: return self("time.today", ["time": clock])
        case 1: return self("time.yesterday", ["time": clock])
        default: return self("time.day", ["day": day(date, zone: zone), "time": clock])
        }
    }

    /// 120 m, then 1.1 km
    public func distance(_ metres: Int) -> String {
        shownDistance(metres: Double(metres), locale: language.reader)
    }

    /// 15 segundos, 1 minuto
    public func wait(_ seconds: UInt32) -> String {
        seconds < 60
            ? count("duration.seconds", Int(seconds)) : count("duration.minutes", Int(seconds / 60))
    }

    /// 51 min, then 1 h 05 min
    public func duration(_ seconds: Int) -> String {
        shownDuration(millis: Int64(seconds) * 1000)
    }

    /// 12 MB
    public func bytes(_ count: Int64) -> String {
        let units = ["B", "kB", "MB", "GB"]
        var value = Double(max(0, count))
        var unit = 0
        while value >= 1000 && unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let shown =
            unit == 0 || value >= 10
            ? String(Int(value.rounded())) : String((value * 10).rounded() / 10)
        return "\(shown) \(units[unit])"
    }

    /// One of eight directions for a bearing in degrees.
    public func direction(_ degrees: Int) -> String {
        shownWind(degrees: Double(degrees), locale: language.reader)
    }

    private func text(_ date: Date, _ pattern: String, _ zone: TimeZone) -> String {
        let format = DateFormatter()
        format.locale = language.locale
        format.calendar = Calendar(identifier: .gregorian)
        format.timeZone = zone
        format.dateFormat = pattern
        return format.string(from: date).replacingOccurrences(of: ".", with: "")
    }
}
