// A stand-in for SwiftUI where there is none: enough of its names and signatures that the views
// are type-checked in the same `swift test` on Linux, and enough behind them that a test can
// read what a screen says and touch what it offers (Pen.swift). It draws no pixel. It checks our
// code against our belief about SwiftUI: a wrong line here passes here and fails on a Mac.

@_exported import Foundation
import Observation

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError("has no body") }
}

/// A view without a body of its own, which says to a pen what it is.
public protocol Leaf: View where Body == Never {
    func draw(_ pen: Pen)
}

extension Leaf {
    public var body: Never { fatalError("has no body") }
    public func draw(_ pen: Pen) {}
}

@MainActor
@resultBuilder
public struct ViewBuilder {
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
    public static func buildBlock<each Content: View>(
        _ content: repeat each Content
    ) -> TupleView<repeat each Content> { TupleView(content: (repeat each content)) }
    public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
    public static func buildEither<First: View, Second: View>(
        first: First
    ) -> ConditionalContent<First, Second> { ConditionalContent(first: first, second: nil) }
    public static func buildEither<First: View, Second: View>(
        second: Second
    ) -> ConditionalContent<First, Second> { ConditionalContent(first: nil, second: second) }
}

public struct EmptyView: Leaf {
    nonisolated public init() {}
}

public struct TupleView<each Content: View>: Leaf {
    let content: (repeat each Content)
    public func draw(_ pen: Pen) { repeat pen.draw(each content) }
}

public struct ConditionalContent<First: View, Second: View>: Leaf {
    let first: First?
    let second: Second?
    public func draw(_ pen: Pen) {
        pen.draw(first)
        pen.draw(second)
    }
}

extension Optional: View where Wrapped: View {
    public var body: Never { fatalError("has no body") }
}

extension Optional: Leaf where Wrapped: View {
    public func draw(_ pen: Pen) {
        if case .some(let view) = self { pen.draw(view) }
    }
}

// MARK: State

@propertyWrapper
public struct State<Value> {
    private final class Box: @unchecked Sendable {
        var value: Value
        init(_ value: Value) { self.value = value }
    }
    private let box: Box
    public init(wrappedValue: Value) { box = Box(wrappedValue) }
    public init(initialValue: Value) { box = Box(initialValue) }
    public var wrappedValue: Value {
        get { box.value }
        nonmutating set { box.value = newValue }
    }
    public var projectedValue: Binding<Value> {
        let box = box
        return Binding(get: { box.value }, set: { box.value = $0 })
    }
}

@propertyWrapper
public struct FocusState<Value> {
    public struct Binding {}
    public init() where Value == Bool {}
    public var wrappedValue: Value { false as! Value }
    public var projectedValue: Binding { Binding() }
}

@propertyWrapper @dynamicMemberLookup
public struct Binding<Value> {
    private let reading: @Sendable () -> Value
    private let writing: @Sendable (Value) -> Void
    // As strict as the strictest SDK: the closures are of no actor.
    nonisolated public init(
        get: @escaping @Sendable () -> Value, set: @escaping @Sendable (Value) -> Void
    ) {
        reading = get
        writing = set
    }
    public var wrappedValue: Value {
        get { reading() }
        nonmutating set { writing(newValue) }
    }
    public var projectedValue: Binding<Value> { self }
    public subscript<Part>(dynamicMember path: WritableKeyPath<Value, Part>) -> Binding<Part> {
        nonisolated(unsafe) let path = path
        let (reading, writing) = (reading, writing)
        return Binding<Part>(
            get: { reading()[keyPath: path] },
            set: { part in
                var whole = reading()
                whole[keyPath: path] = part
                writing(whole)
            })
    }
}

extension Binding: @unchecked Sendable where Value: Sendable {}

@propertyWrapper @dynamicMemberLookup
public struct Bindable<Value: AnyObject> {
    public var wrappedValue: Value
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var projectedValue: Bindable<Value> { self }
    public subscript<Part>(
        dynamicMember path: ReferenceWritableKeyPath<Value, Part>
    ) -> Binding<Part> {
        nonisolated(unsafe) let path = path
        nonisolated(unsafe) let object = wrappedValue
        return Binding(get: { object[keyPath: path] }, set: { object[keyPath: path] = $0 })
    }
}

// MARK: Environment

public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}

public struct EnvironmentValues {
    /// What holds where the pen is now.
    nonisolated(unsafe) static var here = EnvironmentValues()
    private var values: [ObjectIdentifier: Any] = [:]

    public init() {}
    public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
        get { values[ObjectIdentifier(key)] as? K.Value ?? K.defaultValue }
        set { values[ObjectIdentifier(key)] = newValue }
    }
    public var colorScheme: ColorScheme { .light }
    public var scenePhase: ScenePhase { .active }
    public var timeZone: TimeZone {
        get { .current }
        set {}
    }
    public var locale: Locale {
        get { self[LocaleKey.self] }
        set { self[LocaleKey.self] = newValue }
    }
    public var calendar: Calendar {
        get { .current }
        set {}
    }
    public var openURL: OpenURLAction { OpenURLAction() }
}

private struct LocaleKey: EnvironmentKey {
    static var defaultValue: Locale { .current }
}

public struct OpenURLAction {
    public func callAsFunction(_ url: URL) {}
}

@propertyWrapper
public struct Environment<Value> {
    private let path: KeyPath<EnvironmentValues, Value>
    public init(_ path: KeyPath<EnvironmentValues, Value>) { self.path = path }
    public var wrappedValue: Value { EnvironmentValues.here[keyPath: path] }
}

public enum ColorScheme: Sendable { case light, dark }
public enum ScenePhase: Comparable, Sendable { case background, inactive, active }

// MARK: App

@MainActor @preconcurrency
public protocol Scene {}
public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: () -> Content) {}
}
