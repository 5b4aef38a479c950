// Reads a screen as somebody would who cannot see it: what is said, in order, and what can be
// touched, by its name.

import Foundation

/// Something on a screen.
@MainActor
public final class Mark {
    public enum Kind: Sendable { case text, image, button, field, toggle, picker, slider, date }

    public let kind: Kind
    /// What a screen reader says.
    public internal(set) var name: String
    public internal(set) var isDisabled = false
    /// Whether it is kept from a screen reader.
    public internal(set) var isHidden = false
    /// The height that its frames ask for at least, in points; 0 where none does. Paddings, which
    /// only add to it, are not counted.
    public internal(set) var height = 0.0
    /// By which the system says what is its own: the parts of a picker of days.
    public let locale = EnvironmentValues.here.locale
    /// Names of what a picker offers.
    public internal(set) var options: [String] = []
    var pressing: (@MainActor () -> Void)?
    var reading: (() -> String)?
    var writing: ((String) -> Void)?

    init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// Touches it; nothing happens where it cannot be touched.
    public func press() { if !isDisabled { pressing?() } }
    /// What stands in a field.
    public var text: String { reading?() ?? "" }
    /// Types over what stands in a field.
    public func type(_ text: String) { if !isDisabled { writing?(text) } }
}

@MainActor
public final class Pen {
    public private(set) var marks: [Mark] = []

    public init() {}

    /// Reads a whole view.
    public static func read<V: View>(_ view: V) -> [Mark] {
        let pen = Pen()
        pen.draw(view)
        return pen.marks
    }

    func draw<V: View>(_ view: V) {
        if let leaf = view as? any Leaf {
            leaf.draw(self)
        } else {
            draw(view.body)
        }
    }

    func add(_ mark: Mark) { marks.append(mark) }

    /// The height that frames somewhere in a view ask for.
    static func height<V: View>(_ view: V) -> Double {
        read(view).map(\.height).max() ?? 0
    }

    /// The names of everything in a view, for what is named by its content.
    static func names<V: View>(_ view: V) -> [String] {
        read(view).filter { !$0.isHidden }.map(\.name).filter { !$0.isEmpty }
    }
}

/// A view with something said about all of it.
struct Said<Content: View>: Leaf {
    let content: Content
    let about: @MainActor ([Mark]) -> [Mark]

    func draw(_ pen: Pen) {
        for mark in about(Pen.read(content)) { pen.add(mark) }
    }
}

/// A view below which something else holds.
struct Holding<Content: View, Value>: Leaf {
    let content: Content
    let path: WritableKeyPath<EnvironmentValues, Value>
    let value: Value

    func draw(_ pen: Pen) {
        let before = EnvironmentValues.here
        EnvironmentValues.here[keyPath: path] = value
        pen.draw(content)
        EnvironmentValues.here = before
    }
}
