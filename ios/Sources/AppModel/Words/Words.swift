// Every word a person reads, in the language chosen in the app (not that of the phone).
// The texts come from words/ at the root of the project.

import FarolaCore
import Foundation

/// A language of the app, as the core has it.
public typealias Language = AppLanguage

extension AppLanguage {
    /// That of a tag such as `en-MX`.
    public init(of tag: String) { self = appLanguage(tag: tag) }

    /// Tag of the phone's own; empty where it has none.
    static var tagOfPhone: String { Locale.preferredLanguages.first ?? "" }

    /// That of the phone.
    public static var phone: Language { Language(of: tagOfPhone) }

    /// How answers are typed and told in it: the mark that divides decimals is that of the
    /// phone's own keyboard.
    public var reader: ReaderLocale {
        readerLocale(tag: code, decimalSign: Locale.current.decimalSeparator ?? "")
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

    /// Whether there is a sentence of its own for `code`.
    public func knows(_ code: String) -> Bool { codes[code] != nil }

    var keys: Set<String> { Set(texts.keys) }
    var codeKeys: Set<String> { Set(codes.keys) }

    private static func table(_ name: String, _ language: Language) -> [String: String] {
        guard
            let file = Bundle.module.url(
                forResource: name, withExtension: "strings", subdirectory: nil,
                localization: language.code),
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
        shownNumber(number: Int64(value), locale: language.reader)
    }

    /// noviembre
    public func month(_ number: Int) -> String {
        shownMonth(month: UInt8(clamping: number), locale: language.reader)
    }

    /// «hoy 10:42», «ayer 10:42» or the day.
    public func moment(_ ms: Int64, now: Date, zone: TimeZone = .current) -> String {
        shownMoment(
            at: local(ms, zone), now: LocalTime(now, zone: zone), locale: language.reader)
    }

    /// The same as the beginning of a line.
    public func momentAtStart(_ ms: Int64, now: Date, zone: TimeZone = .current) -> String {
        shownMomentAtStart(
            at: local(ms, zone), now: LocalTime(now, zone: zone), locale: language.reader)
    }

    /// An instant with what the clocks of a zone are ahead at it.
    private func local(_ ms: Int64, _ zone: TimeZone) -> LocalTime {
        let date = Date(timeIntervalSince1970: Double(ms) / 1000)
        return LocalTime(atMs: ms, offsetS: Int32(clamping: zone.secondsFromGMT(for: date)))
    }

    /// 120 m, then 1.1 km
    public func distance(_ metres: Double) -> String {
        shownDistance(metres: metres, locale: language.reader)
    }

    /// 15 segundos, 1 minuto
    public func wait(_ seconds: UInt32) -> String {
        switch shownWait(seconds: seconds) {
        case .seconds(let count): self.count("duration.seconds", Int(count))
        case .minutes(let count): self.count("duration.minutes", Int(count))
        }
    }

    /// Se quita al entregarse, 7 días
    public func kept(_ days: UInt16) -> String {
        switch shownKept(days: days) {
        case .none: self["settings.keep_none"]
        case .days(let count): self.count("settings.keep_days", Int(count))
        }
    }

    /// 51 min, then 1 h 05 min
    public func duration(_ seconds: Int) -> String {
        shownDuration(millis: Int64(seconds) * 1000)
    }

    /// 12 MB
    public func bytes(_ count: UInt64) -> String {
        shownBytes(bytes: count, locale: language.reader)
    }

    /// One of eight directions for a bearing in degrees.
    public func direction(_ degrees: Int) -> String {
        shownWind(degrees: Double(degrees), locale: language.reader)
    }
}
