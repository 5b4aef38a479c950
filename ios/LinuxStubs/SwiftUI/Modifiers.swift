// The modifiers that the shell uses. Most change nothing that a pen could read.

extension View {
    public func padding(_ length: CGFloat) -> some View { self }
    public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { self }
    public func frame(
        width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center
    ) -> some View { tall(height) }
    public func frame(
        minWidth: CGFloat? = nil, idealWidth: CGFloat? = nil, maxWidth: CGFloat? = nil,
        minHeight: CGFloat? = nil, idealHeight: CGFloat? = nil, maxHeight: CGFloat? = nil,
        alignment: Alignment = .center
    ) -> some View { tall(minHeight) }
    private func tall(_ height: CGFloat?) -> some View {
        Said(content: self) { marks in
            for mark in marks { mark.height = max(mark.height, Double(height ?? 0)) }
            return marks
        }
    }
    public func background<S: ShapeStyle>(_ style: S) -> some View { self }
    public func background<V: View>(
        alignment: Alignment = .center, @ViewBuilder content: () -> V
    ) -> some View { self }
    public func overlay<V: View>(
        alignment: Alignment = .center, @ViewBuilder content: () -> V
    ) -> some View { self }
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { self }
    public func tint<S: ShapeStyle>(_ style: S?) -> some View { self }
    public func font(_ font: Font?) -> some View { self }
    public func bold() -> some View { self }
    public func lineLimit(_ number: Int?) -> some View { self }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { self }
    public func clipShape<S: Shape>(_ shape: S) -> some View { self }
    public func contentShape<S: Shape>(_ shape: S) -> some View { self }
    public func opacity(_ opacity: Double) -> some View { self }
    public func rotationEffect(_ angle: Angle) -> some View { self }
    public func position(x: CGFloat = 0, y: CGFloat = 0) -> some View { self }
    public func ignoresSafeArea() -> some View { self }
    public func disabled(_ disabled: Bool) -> some View {
        Said(content: self) { marks in
            for mark in marks where disabled { mark.isDisabled = true }
            return marks
        }
    }
    public func id<ID: Hashable>(_ id: ID) -> some View { self }
    public func tag<V: Hashable>(_ tag: V) -> some View { self }
    public func buttonStyle<S: ButtonStyle>(_ style: S) -> some View {
        Said(content: self) { marks in
            let height = Pen.height(style.makeBody(configuration: ButtonStyleConfiguration()))
            for mark in marks where mark.kind == .button { mark.height = max(mark.height, height) }
            return marks
        }
    }
    public func pickerStyle<S: PickerStyle>(_ style: S) -> some View { self }
    public func datePickerStyle<S: DatePickerStyle>(_ style: S) -> some View { self }
    public func labelsHidden() -> some View { self }
    public func scaledToFit() -> some View { self }
    public func aspectRatio(_ ratio: CGFloat? = nil, contentMode: ContentMode) -> some View { self }
    public func preferredColorScheme(_ scheme: ColorScheme?) -> some View { self }
    public func privacySensitive(_ sensitive: Bool = true) -> some View { self }
    public func autocorrectionDisabled(_ disable: Bool = true) -> some View { self }
    public func environment<V>(
        _ path: WritableKeyPath<EnvironmentValues, V>, _ value: V
    ) -> some View { Holding(content: self, path: path, value: value) }
    public func focused(_ condition: FocusState<Bool>.Binding) -> some View { self }
    public func gesture<G: Gesture>(_ gesture: G) -> some View { self }
    /// Whoever reads a screen sees it appear.
    public func onAppear(perform action: (() -> Void)? = nil) -> some View {
        Said(content: self) { marks in
            action?()
            return marks
        }
    }
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { self }
    public func onChange<V: Equatable>(
        of value: V, initial: Bool = false, _ action: @escaping (V, V) -> Void
    ) -> some View { self }
    public func task(
        priority: TaskPriority = .userInitiated,
        _ action: @escaping @MainActor @Sendable () async -> Void
    ) -> some View { self }
    public func task<V: Equatable>(
        id value: V, priority: TaskPriority = .userInitiated,
        _ action: @escaping @MainActor @Sendable () async -> Void
    ) -> some View { self }
    public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View {
        let name = String(label)
        return Said(content: self) { marks in
            for mark in marks { mark.name = name }
            return marks
        }
    }
    public func accessibilityValue<S: StringProtocol>(_ value: S) -> some View { self }
    public func accessibilityHint<S: StringProtocol>(_ hint: S) -> some View { self }
    public func accessibilityHidden(_ hidden: Bool) -> some View {
        Said(content: self) { marks in
            for mark in marks where hidden { mark.isHidden = true }
            return marks
        }
    }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { self }
    public func accessibilityElement(
        children: AccessibilityChildBehavior = .ignore
    ) -> some View { self }
    public func accessibilityAdjustableAction(
        _ handler: @escaping (AccessibilityAdjustmentDirection) -> Void
    ) -> some View { self }
    public func accessibilityIdentifier(_ identifier: String) -> some View { self }
}
