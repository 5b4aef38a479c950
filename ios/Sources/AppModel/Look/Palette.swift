// The colours by what they are for, by day and by night: the same roles as on Android. Each
// `on…` is read on its ground; a test holds every such pair at 4.5 to 1.

import Foundation

/// Colours as 0xRRGGBB.
public struct Palette: Equatable, Sendable {
    /// Behind everything, and a card on it.
    public let page: UInt32
    public let card: UInt32
    /// The line around a card; the line around what can be touched.
    public let edge: UInt32
    public let control: UInt32
    /// Text, and text said on the side.
    public let ink: UInt32
    public let quiet: UInt32
    /// The one thing to do next.
    public let light: UInt32
    public let onLight: UInt32
    /// A full button that is not the next thing.
    public let deep: UInt32
    public let onDeep: UInt32
    /// What is chosen in a list.
    public let chosen: UInt32
    public let onChosen: UInt32
    public let chosenEdge: UInt32
    /// A word of advice, or the reviewer's.
    public let note: UInt32
    public let onNote: UInt32
    /// A rule that is broken, something that is removed for good.
    public let wrong: UInt32
    /// It arrived, it is saved.
    public let good: UInt32

    public static let day = Palette(
        page: Tokens.papel50, card: Tokens.papel0, edge: Tokens.papel300,
        control: Tokens.noche500, ink: Tokens.papel900, quiet: Tokens.papel600,
        light: Tokens.farola400, onLight: Tokens.papel900, deep: Tokens.noche700,
        onDeep: Tokens.papel0, chosen: Tokens.noche50, onChosen: Tokens.noche900,
        chosenEdge: Tokens.noche700, note: Tokens.farola50, onNote: Tokens.papel900,
        wrong: Tokens.stateRechazado, good: Tokens.scoreBueno)

    public static let night = Palette(
        page: Tokens.noche900, card: Tokens.noche800, edge: Tokens.noche700,
        control: Tokens.noche300, ink: Tokens.noche100, quiet: Tokens.noche300,
        light: Tokens.farola400, onLight: Tokens.noche900, deep: Tokens.noche700,
        onDeep: Tokens.noche100, chosen: Tokens.noche700, onChosen: Tokens.noche50,
        chosenEdge: Tokens.farola400, note: Tokens.noche800, onNote: Tokens.farola200,
        // The red of the day is too dark on blue; amber with words says it as well.
        wrong: Tokens.farola200, good: Tokens.noche100)

    /// Every pair of a text and what it is read on.
    public var readings: [(text: UInt32, ground: UInt32)] {
        [
            (ink, page), (ink, card), (quiet, page), (quiet, card), (onLight, light),
            (onDeep, deep), (onChosen, chosen), (onNote, note), (wrong, page), (wrong, card),
            (good, page), (good, card),
        ]
    }

    /// Contrast of two colours as WCAG counts it, 1 to 21.
    public static func contrast(_ one: UInt32, _ other: UInt32) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private static func luminance(_ colour: UInt32) -> Double {
        func part(_ shift: UInt32) -> Double {
            let share = Double((colour >> shift) & 0xff) / 255
            if share <= 0.03928 { return share / 12.92 }
            return pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }
}
