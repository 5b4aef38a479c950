// How everything looks: colours, sizes and words, handed down through the environment.

import AppModel
import SwiftUI

#if canImport(UIKit)
    import UIKit
#endif

/// What a view needs to look like the rest.
struct Look {
    var palette: Palette
    var words: Words
    /// Chosen text size, 1 to 2.
    var scale: Double

    static let plain = Look(palette: .day, words: Words(Language(of: "")), scale: 1)

    @MainActor func font(_ size: Double, _ weight: Font.Weight = .regular) -> Font {
        .system(size: Look.system(size * scale), weight: weight)
    }

    @MainActor var small: Font { font(Tokens.sizeSmall) }
    @MainActor var body: Font { font(Tokens.sizeBody) }
    @MainActor var strong: Font { font(Tokens.sizeBody, .bold) }
    @MainActor var question: Font { font(Tokens.sizeQuestion, .bold) }
    @MainActor var title: Font { font(Tokens.sizeTitle, .bold) }
    @MainActor var number: Font { font(Tokens.sizeNumber, .bold) }

    /// Whether the letters are so large that words beside each other would break: what stands
    /// in a row then stands in a column.
    @MainActor var isLarge: Bool { Look.system(Tokens.sizeBody * scale) >= Look.large }

    /// Points of the body's letters from which on two buttons share no line of a small phone.
    private static let large: CGFloat = 24

    /// The size with the system's own enlargement.
    @MainActor private static func system(_ size: Double) -> CGFloat {
        #if canImport(UIKit)
            return UIFontMetrics.default.scaledValue(for: size)
        #else
            return CGFloat(size)
        #endif
    }
}

private struct LookKey: EnvironmentKey {
    static let defaultValue = Look.plain
}

extension EnvironmentValues {
    var look: Look {
        get { self[LookKey.self] }
        set { self[LookKey.self] = newValue }
    }
}

extension Color {
    /// A colour of the palette, 0xRRGGBB.
    init(_ hex: UInt32) {
        self.init(
            red: Double((hex >> 16) & 0xff) / 255, green: Double((hex >> 8) & 0xff) / 255,
            blue: Double(hex & 0xff) / 255)
    }
}

/// Space number `step` of the tokens.
func space(_ step: Int) -> CGFloat { CGFloat(Tokens.space[step]) }

/// A button's work that waits for the core.
@MainActor
func act(_ work: @escaping @MainActor () async -> Void) -> @MainActor () -> Void {
    { Task { await work() } }
}

/// A binding over a view model. SwiftUI calls both on the main thread, and promises it in no
/// type that every SDK has.
@MainActor
func bound<Value: Sendable>(
    get: @escaping @MainActor () -> Value, set: @escaping @MainActor (Value) -> Void
) -> Binding<Value> {
    Binding(
        get: { MainActor.assumeIsolated { get() } },
        set: { value in MainActor.assumeIsolated { set(value) } })
}

// macOS, where the package's tests run too, has no wheels.
extension View {
    func wheel() -> some View {
        #if os(macOS)
            return self
        #else
            return pickerStyle(.wheel)
        #endif
    }

    func dateWheel() -> some View {
        #if os(macOS)
            return self
        #else
            return datePickerStyle(.wheel)
        #endif
    }
}
