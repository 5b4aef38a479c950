// The app itself: one window over the shell. Everything else stands in the package, where it is
// tested.

import AppModel
import AppPlatform
import AppUI
import SwiftUI
import UIKit

/// Hears of uploads that went on while the app was not there.
final class FarolaDelegate: NSObject, UIApplicationDelegate {
    func application(
        _ application: UIApplication, handleEventsForBackgroundURLSession identifier: String,
        completionHandler: @escaping () -> Void
    ) {
        // Handed over once; called once, on the main thread.
        nonisolated(unsafe) let done = completionHandler
        SystemCourier.shared.wake { done() }
    }
}

@main
struct FarolaApp: App {
    @UIApplicationDelegateAdaptor(FarolaDelegate.self) private var delegate
    @State private var shell: Shell

    init() {
        let root = URL.applicationSupportDirectory.appendingPathComponent(
            "farola", isDirectory: true)
        let shell = Shell(platform: .system(), root: root)
        _shell = State(initialValue: shell)
        SystemErrands.shared.sending = { [weak shell] in await shell?.useMoment() }
        SystemErrands.shared.register()
    }

    /// The phone is locked, by its button or by itself.
    private var darkened: NotificationCenter.Publisher {
        NotificationCenter.default.publisher(
            for: UIApplication.protectedDataWillBecomeUnavailableNotification)
    }

    var body: some Scene {
        WindowGroup {
            RootView(shell: shell)
                .onOpenURL { link in Task { await shell.take(link: link) } }
                .onReceive(darkened) { _ in shell.darken() }
        }
    }
}
