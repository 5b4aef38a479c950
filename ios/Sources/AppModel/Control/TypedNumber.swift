// Numbers as people type them and as the form keeps them.

enum TypedNumber {
    /// The number in the words of an XForm: nothing typed, or only a sign, is no answer; nil is no
    /// number. A point divides. Of point and comma the last does; what repeats groups. A comma
    /// alone groups where it stands as people in Mexico write thousands (`1,234`), else it divides
    /// (`1,5`): some keyboards have no point. The same in both shells:
    /// `bindings/scenario/numbers.json`.
    static func lexical(_ typed: String, decimals: Bool) -> String? {
        var body = typed.filter { !$0.isWhitespace && $0 != "'" }
        let sign = body.hasPrefix("-") ? "-" : ""
        if body.hasPrefix("-") || body.hasPrefix("+") { body.removeFirst() }
        guard body.allSatisfy({ isDigit($0) || $0 == "." || $0 == "," }) else { return nil }
        guard body.contains(where: isDigit) else { return "" }
        let divider = divider(of: body)
        let whole = body[..<(divider ?? body.endIndex)].filter(isDigit)
        let part = divider.map { body[body.index(after: $0)...].filter(isDigit) } ?? ""
        guard decimals else {
            let isWhole = part.allSatisfy { $0 == "0" } && Int32(sign + whole) != nil
            return isWhole ? sign + whole : nil
        }
        let before = whole.isEmpty ? "0" : whole
        return sign + (part.isEmpty ? before : before + "." + part)
    }

    private static func divider(of body: String) -> String.Index? {
        guard let last = body.lastIndex(where: { $0 == "." || $0 == "," }) else { return nil }
        let sign = body[last]
        let alone = body.filter { $0 == sign }.count == 1
        return alone && !(sign == "," && isThousands(body)) ? last : nil
    }

    /// `1,234` and `123,456`; `0,125` is no such number.
    private static func isThousands(_ body: String) -> Bool {
        let parts = body.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, !body.contains(".") else { return false }
        return (1...3).contains(parts[0].count) && parts[0].first != "0" && parts[1].count == 3
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }

    /// 1234567 becomes 1,234,567; a point that was typed last stays.
    static func grouped(_ value: String, typed: String) -> String {
        let negative = value.hasPrefix("-")
        let parts = value.drop { $0 == "-" }
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.allSatisfy(\.isNumber) else { return typed }
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0 && (whole.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        let rest = parts.count > 1 ? "." + parts[1] : (typed.hasSuffix(".") ? "." : "")
        return (negative ? "-" : "") + grouped + rest
    }
}
