// The words of an appearance, and what control each makes: one table for the whole shell.

import FarolaCore

/// An appearance as written, by word: `columns-3 minimal`, `ex:org.app(x, y)`, `search('a b')`.
public struct AppearanceWords: Equatable, Sendable {
    public let words: [String]

    public init(_ text: String) {
        var words: [String] = []
        var word = ""
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == " " && depth <= 0 {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
    }

    public func has(_ names: String...) -> Bool { names.contains { words.contains($0) } }

    public func begins(with prefix: String) -> Bool { words.contains { $0.hasPrefix(prefix) } }

    /// The number behind a prefix: 3 of `columns-3`.
    public func number(after prefix: String) -> Int? {
        words.lazy.compactMap { word in
            word.hasPrefix(prefix) ? Int(word.dropFirst(prefix.count)) : nil
        }.first
    }
}

/// How a text is typed.
public enum TextStyle: Equatable, Sendable {
    case plain, multiline, numbers, url, masked, bearing
    /// Asks for another app, which this one does not start: the value is typed.
    case typedInstead
}

public enum NumberStyle: Equatable, Sendable {
    case plain, thousands, counter, bearing
}

public enum RangeStyle: Equatable, Sendable {
    case slider, sliderWithoutTicks, vertical, verticalWithoutTicks, rating, picker
}

public enum ChoiceStyle: Equatable, Sendable {
    case list
    /// Closed until touched.
    case minimal
    /// With a field to search in; `minimal` ones open a page of their own.
    case autocomplete
    /// In so many columns; as many as fit where nothing is said.
    case columns(Int?)
    /// As narrow as each label lets it be.
    case pack
    case likert
    /// One line of a grid, with the choices' labels or without.
    case gridLabels, gridRow
    /// In one row, as buttons.
    case row
    /// Touched on a picture or a map; the list stands below for who cannot see it.
    case imageMap, map
}

public enum DateStyle: Equatable, Sendable {
    case day, wheel, monthYear, year
    case calendar(CalendarKind)
}

public enum PlaceStyle: Equatable, Sendable {
    /// What the phone senses.
    case sensed
    /// Sensed, shown on the map.
    case onMap
    /// Chosen on the map.
    case placed
}

public enum PhotoStyle: Equatable, Sendable {
    case camera, cameraOnly, front, annotate, mask, draw, signature
}

/// What is drawn for an entry of a screen.
public enum ControlKind: Equatable, Sendable {
    case note, trigger, group, repeated, prompt
    case text(TextStyle)
    case integer(NumberStyle)
    case decimal(NumberStyle)
    case yesNo
    case range(RangeStyle)
    /// `quick`: choosing goes on to the next page.
    case one(ChoiceStyle, quick: Bool)
    case many(ChoiceStyle)
    case rank
    case date(DateStyle)
    case time
    case dateTime(DateStyle)
    case point(PlaceStyle)
    case trace(PlaceStyle)
    case shape(PlaceStyle)
    case photo(PhotoStyle)
    case audio, video, file
    case barcode(hidden: Bool)
}

extension ControlKind {
    /// The control for an entry of a screen.
    public init(_ question: QuestionRecord) {
        switch question.kind {
        case .group: self = .group
        case .repeat: self = .repeated
        case .prompt: self = .prompt
        case .question:
            self = Self.ofQuestion(
                question.control ?? "input", question.dataType,
                AppearanceWords(question.appearance), question.parameters,
                readonly: question.readonly)
        }
    }

    static func ofQuestion(
        _ control: String, _ type: String, _ look: AppearanceWords,
        _ parameters: [String: String], readonly: Bool
    ) -> ControlKind {
        switch control {
        case "trigger": return .trigger
        case "secret": return .text(.masked)
        case "select1": return .one(choices(look), quick: look.has("quick", "quickcompact"))
        case "select": return .many(choices(look))
        case "rank", "odk:rank": return .rank
        case "range": return .range(range(look))
        case "upload": return upload(look, parameters["mediatype"] ?? "*/*")
        default: return input(type, look, readonly: readonly)
        }
    }

    private static func input(
        _ type: String, _ look: AppearanceWords, readonly: Bool
    ) -> ControlKind {
        switch type {
        case "int": return .integer(number(look))
        case "decimal": return .decimal(number(look))
        case "boolean": return .yesNo
        case "date": return .date(date(look))
        case "time": return .time
        case "dateTime": return .dateTime(date(look))
        case "geopoint": return .point(place(look))
        case "geotrace": return .trace(place(look))
        case "geoshape": return .shape(place(look))
        case "barcode": return .barcode(hidden: look.has("hidden-answer"))
        case "binary": return .file
        default: return readonly ? .note : .text(text(look))
        }
    }

    private static func text(_ look: AppearanceWords) -> TextStyle {
        if look.begins(with: "ex:") || look.begins(with: "printer") { return .typedInstead }
        if look.has("masked") { return .masked }
        if look.has("url") { return .url }
        if look.has("numbers") { return .numbers }
        if look.has("bearing") { return .bearing }
        if look.has("multiline") { return .multiline }
        return .plain
    }

    private static func number(_ look: AppearanceWords) -> NumberStyle {
        if look.has("counter") { return .counter }
        if look.has("thousands-sep") { return .thousands }
        if look.has("bearing") { return .bearing }
        return .plain
    }

    private static func range(_ look: AppearanceWords) -> RangeStyle {
        if look.has("rating") { return .rating }
        if look.has("picker") { return .picker }
        switch (look.has("vertical"), look.has("no-ticks")) {
        case (true, true): return .verticalWithoutTicks
        case (true, false): return .vertical
        case (false, true): return .sliderWithoutTicks
        case (false, false): return .slider
        }
    }

    private static func choices(_ look: AppearanceWords) -> ChoiceStyle {
        if look.has("list-nolabel") { return .gridRow }
        if look.has("label") { return .gridLabels }
        if look.has("likert") { return .likert }
        if look.has("image-map") { return .imageMap }
        if look.has("map") { return .map }
        if look.has("autocomplete", "search") || look.begins(with: "search(") {
            return .autocomplete
        }
        if look.has("minimal") { return .minimal }
        if look.has("list") { return .row }
        if let count = look.number(after: "columns-") ?? look.number(after: "compact-") {
            return .columns(count)
        }
        if look.has("columns-pack") { return .pack }
        if look.has("columns", "compact", "quickcompact", "horizontal") { return .columns(nil) }
        return .list
    }

    private static func date(_ look: AppearanceWords) -> DateStyle {
        if look.has("year") { return .year }
        if look.has("month-year") { return .monthYear }
        if let kind = CalendarKind.allCases.first(where: { look.has($0.rawValue) }) {
            return .calendar(kind)
        }
        return look.has("no-calendar") ? .wheel : .day
    }

    private static func place(_ look: AppearanceWords) -> PlaceStyle {
        if look.has("placement-map") { return .placed }
        return look.has("maps") ? .onMap : .sensed
    }

    private static func upload(_ look: AppearanceWords, _ mediatype: String) -> ControlKind {
        if mediatype.hasPrefix("audio/") { return .audio }
        if mediatype.hasPrefix("video/") { return .video }
        guard mediatype.hasPrefix("image/") else { return .file }
        if look.has("signature") { return .photo(.signature) }
        if look.has("draw") { return .photo(.draw) }
        if look.has("annotate") { return .photo(.annotate) }
        if look.has("mask") { return .photo(.mask) }
        if look.has("new-front", "front", "selfie") { return .photo(.front) }
        return .photo(look.has("new") ? .cameraOnly : .camera)
    }

    /// Key of a sentence where this shell does something simpler than the form asks for.
    public var fallback: String? {
        switch self {
        case .text(.typedInstead): "fallback.other_app"
        case .date(.calendar(let kind)), .dateTime(.calendar(let kind)):
            kind.identifier == nil ? "fallback.calendar" : nil
        default: nil
        }
    }
}
