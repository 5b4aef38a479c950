// The app itself: one window over the shell. Everything else stands in the package, where it is
// tested.

import AppModel
import AppPlatform
import AppUI
import SwiftUI

@main
struct FarolaApp: App {
    @State private var shell: Shell

    init() {
        let root = URL.applicationSupportDirectory.appendingPathComponent(
            "farola", isDirectory: true)
        let shell = Shell(platform: .system(), root: root)
        _shell = State(initialValue: shell)
        SystemErrands.shared.sending = { [weak shell] in
            // Behind the lock there is no key, and nothing is sent.
            await shell?.unlocked?.sync.run(asked: false)
        }
        SystemErrands.shared.register()
    }

    var body: some Scene {
        WindowGroup { RootView(shell: shell) }
    }
}
