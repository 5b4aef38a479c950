// Whether somebody is there: each touch of the window, and each letter that is typed.

import AppModel

#if os(iOS)
    import UIKit

    @MainActor
    final class SystemTouches: Touches {
        private let spy = Spy()
        private var each: (@MainActor () -> Void)?

        func watch(_ each: @escaping @MainActor () -> Void) {
            self.each = each
            spy.heard = each
            // A keyboard is a window of its own: what is typed is told by the fields.
            for name in [
                UITextField.textDidChangeNotification, UITextView.textDidChangeNotification,
            ] {
                hear(name) { each() }
            }
            hear(UIWindow.didBecomeKeyNotification) { [spy] in spy.attach() }
            spy.attach()
        }

        private func hear(_ name: Notification.Name, _ what: @escaping @MainActor () -> Void) {
            NotificationCenter.default.addObserver(forName: name, object: nil, queue: .main) { _ in
                MainActor.assumeIsolated(what)
            }
        }
    }

    /// Sees each touch as it begins and takes none: what it lies over works as without it.
    private final class Spy: UIGestureRecognizer {
        var heard: (@MainActor () -> Void)?

        /// Over the window in front, whichever that is.
        func attach() {
            let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
            guard let window = scenes.first?.keyWindow, view !== window else { return }
            view?.removeGestureRecognizer(self)
            cancelsTouchesInView = false
            delaysTouchesEnded = false
            window.addGestureRecognizer(self)
        }

        override func touchesBegan(_ touches: Set<UITouch>, with event: UIEvent) {
            heard?()
            state = .failed
        }
    }
#endif
