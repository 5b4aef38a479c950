// The views and shapes that the shell uses.

public struct Text: Leaf {
    private let content: String
    nonisolated public init<S: StringProtocol>(_ content: S) { self.content = String(content) }
    nonisolated public init(verbatim content: String) { self.content = content }
    nonisolated public init(_ content: AttributedString) {
        self.content = String(content.characters)
    }
    public static func + (before: Text, after: Text) -> Text {
        Text(verbatim: before.content + after.content)
    }
    public func font(_ font: Font?) -> Text { self }
    public func fontWeight(_ weight: Font.Weight?) -> Text { self }
    public func bold() -> Text { self }
    public func italic() -> Text { self }
    public func underline() -> Text { self }
    public func strikethrough() -> Text { self }
    public func baselineOffset(_ offset: CGFloat) -> Text { self }
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> Text { self }
    public func draw(_ pen: Pen) { pen.add(Mark(.text, content)) }
}

public struct Image: Leaf {
    public init(systemName: String) {}
    public func resizable() -> Image { self }
    public func draw(_ pen: Pen) { pen.add(Mark(.image, "")) }
}

public struct Button<Label: View>: Leaf {
    private let action: @MainActor () -> Void
    private let label: Label
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {
        self.action = action
        self.label = label()
    }
    public func draw(_ pen: Pen) {
        let mark = Mark(.button, Pen.names(label).joined(separator: " "))
        mark.height = Pen.height(label)
        mark.pressing = action
        pen.add(mark)
    }
}

private func field(_ title: String, _ text: Binding<String>) -> @MainActor (Pen) -> Void {
    { pen in
        let mark = Mark(.field, title)
        mark.reading = { text.wrappedValue }
        mark.writing = { text.wrappedValue = $0 }
        pen.add(mark)
    }
}

public struct TextField<Label: View>: Leaf {
    private let drawing: @MainActor (Pen) -> Void
    public func draw(_ pen: Pen) { drawing(pen) }
}
extension TextField where Label == Text {
    public init<S: StringProtocol>(_ title: S, text: Binding<String>) {
        drawing = field(String(title), text)
    }
    public init<S: StringProtocol>(_ title: S, text: Binding<String>, axis: Axis) {
        drawing = field(String(title), text)
    }
}

public struct SecureField<Label: View>: Leaf {
    private let drawing: @MainActor (Pen) -> Void
    public func draw(_ pen: Pen) { drawing(pen) }
}
extension SecureField where Label == Text {
    public init<S: StringProtocol>(_ title: S, text: Binding<String>) {
        drawing = field(String(title), text)
    }
}

public struct Toggle<Label: View>: Leaf {
    private let isOn: Binding<Bool>
    private let label: Label
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {
        self.isOn = isOn
        self.label = label()
    }
    public func draw(_ pen: Pen) {
        let mark = Mark(.toggle, Pen.names(label).joined(separator: " "))
        let isOn = isOn
        mark.pressing = { isOn.wrappedValue = !isOn.wrappedValue }
        pen.add(mark)
    }
}

public struct Slider<Label: View, ValueLabel: View>: Leaf {
    private let label: Label
    private let touch: @MainActor () -> Void
    public func draw(_ pen: Pen) {
        let mark = Mark(.slider, Pen.names(label).joined(separator: " "))
        mark.pressing = touch
        pen.add(mark)
    }
}
extension Slider where Label == Text, ValueLabel == EmptyView {
    public init<V: BinaryFloatingPoint>(
        value: Binding<V>, in bounds: ClosedRange<V>, step: V.Stride = 1,
        @ViewBuilder label: () -> Label, onEditingChanged: @escaping (Bool) -> Void = { _ in }
    ) where V.Stride: BinaryFloatingPoint {
        self.label = label()
        // A touch drags to the end and lets go.
        touch = {
            onEditingChanged(true)
            value.wrappedValue = bounds.upperBound
            onEditingChanged(false)
        }
    }
}

public struct Picker<Label: View, Value: Hashable, Content: View>: Leaf {
    private let content: Content
    private let label: Label
    public init(
        selection: Binding<Value>, @ViewBuilder content: () -> Content,
        @ViewBuilder label: () -> Label
    ) {
        self.content = content()
        self.label = label()
    }
    public func draw(_ pen: Pen) {
        let mark = Mark(.picker, Pen.names(label).joined(separator: " "))
        mark.options = Pen.names(content)
        pen.add(mark)
    }
}

public struct DatePickerComponents: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let hourAndMinute = DatePickerComponents(rawValue: 1)
    public static let date = DatePickerComponents(rawValue: 2)
}

public struct DatePicker<Label: View>: Leaf {
    public typealias Components = DatePickerComponents
    private let label: Label
    public init(
        selection: Binding<Date>, displayedComponents: Components = [.hourAndMinute, .date],
        @ViewBuilder label: () -> Label
    ) {
        self.label = label()
    }
    public func draw(_ pen: Pen) {
        pen.add(Mark(.date, Pen.names(label).joined(separator: " ")))
    }
}

public struct ProgressView<Label: View, Current: View>: Leaf {
    public func draw(_ pen: Pen) { pen.add(Mark(.image, "")) }
}
extension ProgressView where Label == EmptyView, Current == EmptyView {
    public init<V: BinaryFloatingPoint>(value: V?, total: V = 1.0) {}
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Leaf {
    private let data: Data
    private let content: (Data.Element) -> Content
    public func draw(_ pen: Pen) { for element in data { pen.draw(content(element)) } }
}
extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {
        self.data = data
        self.content = content
    }
}
extension ForEach {
    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>,
        @ViewBuilder content: @escaping (Data.Element) -> Content
    ) {
        self.data = data
        self.content = content
    }
}

public struct Spacer: Leaf { public init(minLength: CGFloat? = nil) {} }
public struct Divider: Leaf { public init() {} }

public struct Group<Content: View>: Leaf {
    private let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public func draw(_ pen: Pen) { pen.draw(content) }
}

public struct VStack<Content: View>: Leaf {
    private let content: Content
    public init(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> Content
    ) { self.content = content() }
    public func draw(_ pen: Pen) { pen.draw(content) }
}

public struct HStack<Content: View>: Leaf {
    private let content: Content
    public init(
        alignment: VerticalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> Content
    ) { self.content = content() }
    public func draw(_ pen: Pen) { pen.draw(content) }
}

public struct ZStack<Content: View>: Leaf {
    private let content: Content
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    public func draw(_ pen: Pen) { pen.draw(content) }
}

public struct ScrollView<Content: View>: Leaf {
    private let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public init(_ axes: Axis.Set, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    public func draw(_ pen: Pen) { pen.draw(content) }
}

public struct UnitPoint: Hashable, Sendable {
    public static let top = UnitPoint()
}

/// Scrolls nowhere: a pen draws all of a page.
public struct ScrollViewProxy {
    public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) {}
}

public struct ScrollViewReader<Content: View>: Leaf {
    private let content: Content
    public init(@ViewBuilder content: (ScrollViewProxy) -> Content) {
        self.content = content(ScrollViewProxy())
    }
    public func draw(_ pen: Pen) { pen.draw(content) }
}

public struct GridItem: Sendable {
    public enum Size: Sendable {
        case fixed(CGFloat)
        case flexible(minimum: CGFloat = 10, maximum: CGFloat = .infinity)
        case adaptive(minimum: CGFloat, maximum: CGFloat = .infinity)
    }
    public init(_ size: Size = .flexible(), spacing: CGFloat? = nil) {}
}

public struct LazyVGrid<Content: View>: Leaf {
    private let content: Content
    public init(
        columns: [GridItem], alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> Content
    ) { self.content = content() }
    public func draw(_ pen: Pen) { pen.draw(content) }
}

public struct GeometryProxy {
    public var size: CGSize { CGSize(width: 360, height: 640) }
}
public struct GeometryReader<Content: View>: Leaf {
    private let content: (GeometryProxy) -> Content
    public init(@ViewBuilder content: @escaping (GeometryProxy) -> Content) {
        self.content = content
    }
    public func draw(_ pen: Pen) { pen.draw(content(GeometryProxy())) }
}

// MARK: Shapes and colours

public protocol ShapeStyle: Sendable {}

public struct Color: Leaf, ShapeStyle, Hashable {
    public enum RGBColorSpace: Sendable { case sRGB }
    public init(
        _ space: RGBColorSpace = .sRGB, red: Double, green: Double, blue: Double,
        opacity: Double = 1
    ) {}
    public static let clear = Color(red: 0, green: 0, blue: 0, opacity: 0)
    public func opacity(_ opacity: Double) -> Color { self }
}

public protocol Shape: View, Sendable {}
extension Shape {
    public func fill<S: ShapeStyle>(_ style: S) -> some View { self }
    public func stroke<S: ShapeStyle>(_ style: S, lineWidth: CGFloat = 1) -> some View { self }
    public func stroke<S: ShapeStyle>(_ style: S, style stroke: StrokeStyle) -> some View { self }
}
public struct Rectangle: Shape, Leaf {
    public init() {}
    public func draw(_ pen: Pen) { pen.add(Mark(.image, "")) }
}
public struct Circle: Shape, Leaf {
    public init() {}
    public func draw(_ pen: Pen) { pen.add(Mark(.image, "")) }
}
public struct RoundedRectangle: Shape, Leaf { public init(cornerRadius: CGFloat) {} }
public struct Path: Shape, Leaf {
    public init() {}
    public init(_ draw: (inout Path) -> Void) {}
    public mutating func move(to point: CGPoint) {}
    public mutating func addLine(to point: CGPoint) {}
    public mutating func addRect(_ rect: CGRect) {}
    public mutating func closeSubpath() {}
}
public enum CGLineCap: Sendable { case butt, round, square }
public enum CGLineJoin: Sendable { case miter, round, bevel }
public struct StrokeStyle: Sendable {
    public init(
        lineWidth: CGFloat = 1, lineCap: CGLineCap = .butt, lineJoin: CGLineJoin = .miter,
        miterLimit: CGFloat = 10, dash: [CGFloat] = [], dashPhase: CGFloat = 0
    ) {}
}

// MARK: Words for layout

public struct Font: Sendable {
    public enum Weight: Sendable { case regular, medium, semibold, bold }
    public enum Design: Sendable { case `default`, monospaced, rounded }
    public static func custom(_ name: String, size: CGFloat) -> Font { Font() }
    public static func system(size: CGFloat, weight: Weight? = nil, design: Design? = nil) -> Font {
        Font()
    }
}
public enum Axis: Sendable {
    case horizontal, vertical
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1)
        public static let vertical = Set(rawValue: 2)
    }
}
public struct HorizontalAlignment: Sendable {
    public static let leading = HorizontalAlignment()
    public static let center = HorizontalAlignment()
    public static let trailing = HorizontalAlignment()
}
public struct VerticalAlignment: Sendable {
    public static let top = VerticalAlignment()
    public static let center = VerticalAlignment()
    public static let bottom = VerticalAlignment()
    public static let firstTextBaseline = VerticalAlignment()
}
public struct Alignment: Sendable {
    public static let leading = Alignment()
    public static let center = Alignment()
    public static let trailing = Alignment()
    public static let topLeading = Alignment()
    public static let topTrailing = Alignment()
    public static let bottom = Alignment()
}
public enum ContentMode: Sendable { case fit, fill }
public enum TextAlignment: Sendable { case leading, center, trailing }
public enum Edge: Sendable {
    case top, leading, bottom, trailing
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let top = Set(rawValue: 1)
        public static let leading = Set(rawValue: 2)
        public static let bottom = Set(rawValue: 4)
        public static let trailing = Set(rawValue: 8)
        public static let horizontal: Set = [.leading, .trailing]
        public static let vertical: Set = [.top, .bottom]
        public static let all: Set = [.horizontal, .vertical]
    }
}
public struct Angle: Sendable {
    public static func degrees(_ degrees: Double) -> Angle { Angle() }
}

// MARK: Gestures

public protocol Gesture {
    associatedtype Value
}
public struct DragGesture: Gesture {
    public struct Value {
        public var location: CGPoint { .zero }
        public var startLocation: CGPoint { .zero }
        public var translation: CGSize { .zero }
    }
    public init(minimumDistance: CGFloat = 10) {}
    public func onChanged(_ action: @escaping (Value) -> Void) -> DragGesture { self }
    public func onEnded(_ action: @escaping (Value) -> Void) -> DragGesture { self }
}

public struct SpatialTapGesture: Gesture {
    public struct Value {
        public var location: CGPoint { .zero }
    }
    public init(count: Int = 1) {}
    public func onEnded(_ action: @escaping (Value) -> Void) -> SpatialTapGesture { self }
}

// MARK: Styles

public struct ButtonStyleConfiguration {
    public struct Label: Leaf {
        public func draw(_ pen: Pen) { pen.add(Mark(.text, "")) }
    }
    public let label = Label()
    public let isPressed = false
}
@MainActor @preconcurrency
public protocol ButtonStyle {
    associatedtype Body: View
    typealias Configuration = ButtonStyleConfiguration
    @ViewBuilder func makeBody(configuration: Configuration) -> Body
}
public protocol PickerStyle {}
public struct WheelPickerStyle: PickerStyle { public init() {} }
public struct MenuPickerStyle: PickerStyle { public init() {} }
extension PickerStyle where Self == WheelPickerStyle {
    public static var wheel: WheelPickerStyle { WheelPickerStyle() }
}
extension PickerStyle where Self == MenuPickerStyle {
    public static var menu: MenuPickerStyle { MenuPickerStyle() }
}
public protocol DatePickerStyle {}
public struct GraphicalDatePickerStyle: DatePickerStyle { public init() {} }
public struct WheelDatePickerStyle: DatePickerStyle { public init() {} }
extension DatePickerStyle where Self == GraphicalDatePickerStyle {
    public static var graphical: GraphicalDatePickerStyle { GraphicalDatePickerStyle() }
}
extension DatePickerStyle where Self == WheelDatePickerStyle {
    public static var wheel: WheelDatePickerStyle { WheelDatePickerStyle() }
}

public struct AccessibilityTraits: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let isHeader = AccessibilityTraits(rawValue: 1)
    public static let isButton = AccessibilityTraits(rawValue: 2)
    public static let isSelected = AccessibilityTraits(rawValue: 4)
    public static let isImage = AccessibilityTraits(rawValue: 8)
    public static let updatesFrequently = AccessibilityTraits(rawValue: 16)
}
public struct AccessibilityChildBehavior: Sendable {
    public static let combine = AccessibilityChildBehavior()
    public static let ignore = AccessibilityChildBehavior()
    public static let contain = AccessibilityChildBehavior()
}
public enum AccessibilityAdjustmentDirection: Sendable { case increment, decrement }
