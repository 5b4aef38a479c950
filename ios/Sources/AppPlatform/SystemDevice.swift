// Charge and network, the folder's protection, and what goes on behind the screen.

import AppModel

#if os(iOS)
    import BackgroundTasks
    import FarolaCore
    import Network
    import UIKit
    import UserNotifications

    @MainActor
    final class SystemDevice: DeviceState {
        private let monitor = NWPathMonitor()
        private var isOnline = true
        private(set) var isMetered = false
        private var each: (@MainActor (Bool) -> Void)?

        init() {
            UIDevice.current.isBatteryMonitoringEnabled = true
            monitor.pathUpdateHandler = { [weak self] path in
                let online = path.status == .satisfied
                let metered = path.isExpensive || path.isConstrained
                Task { @MainActor in self?.heard(online, metered) }
            }
            monitor.start(queue: .global(qos: .utility))
        }

        private func heard(_ online: Bool, _ metered: Bool) {
            let changed = online != isOnline
            isOnline = online
            isMetered = metered
            if changed { each?(online) }
        }

        var chargePercent: UInt8? {
            let level = UIDevice.current.batteryLevel
            return level < 0 ? nil : UInt8((level * 100).rounded())
        }

        func watchNetwork(_ each: @escaping @MainActor (Bool) -> Void) { self.each = each }
    }

    @MainActor
    final class SystemFiles: FileGuard {
        func protect(_ folder: URL, walking: Bool) throws {
            let files = FileManager.default
            let kind: FileProtectionType = walking ? .completeUnlessOpen : .complete
            do {
                try files.createDirectory(
                    at: folder, withIntermediateDirectories: true,
                    attributes: [.protectionKey: kind])
                try files.setAttributes([.protectionKey: kind], ofItemAtPath: folder.path)
                for name in files.subpaths(atPath: folder.path) ?? []
                // Sealed for the hub, and read by iOS while the phone is locked.
                where !name.contains("parcels/") {
                    let path = folder.appendingPathComponent(name).path
                    // A file that the core has just removed needs no protection.
                    try? files.setAttributes([.protectionKey: kind], ofItemAtPath: path)
                }
                var values = URLResourceValues()
                values.isExcludedFromBackup = true
                var kept = folder
                try kept.setResourceValues(values)
            } catch {
                throw Failure(code: "storage.io")
            }
        }

        func discard(_ file: URL) { try? FileManager.default.removeItem(at: file) }
    }

    /// One notification without sound; asked for when a walk first wants one.
    @MainActor
    final class SystemReminder: Reminder {
        private let name = "org.farola.sign"

        func set(at date: Date, words: String) {
            let content = UNMutableNotificationContent()
            content.body = words
            let seconds = max(1, date.timeIntervalSinceNow)
            let request = UNNotificationRequest(
                identifier: name, content: content,
                trigger: UNTimeIntervalNotificationTrigger(timeInterval: seconds, repeats: false))
            Task {
                let centre = UNUserNotificationCenter.current()
                guard (try? await centre.requestAuthorization(options: [.alert])) == true else {
                    return
                }
                try? await centre.add(request)
            }
        }

        func clear() {
            let centre = UNUserNotificationCenter.current()
            centre.removePendingNotificationRequests(withIdentifiers: [name])
            centre.removeDeliveredNotifications(withIdentifiers: [name])
        }
    }

    /// Sends later, when the platform finds a good moment, and ends what is under way when the
    /// app goes behind.
    @MainActor
    public final class SystemErrands: Errands {
        public static let shared = SystemErrands()
        /// Named in Info.plist too.
        public static let name = "org.farola.send"
        /// What is done then; the app sets it at its start.
        public var sending: (@MainActor () async -> Void)?

        /// Must be called before the app has finished launching.
        public func register() {
            BGTaskScheduler.shared.register(
                forTaskWithIdentifier: Self.name, using: .main
            ) { given in
                // Handed over once, to the main actor, which alone ends it.
                nonisolated(unsafe) let task = given
                let work = Task { @MainActor in
                    await Self.shared.sending?()
                    task.setTaskCompleted(success: !Task.isCancelled)
                }
                task.expirationHandler = { work.cancel() }
            }
        }

        /// iOS cannot be asked for a network that costs nothing: the core looks at the one there
        /// is, and leaves the photos where it costs.
        public func sendLater(_ later: SyncLaterRecord) {
            let request = BGProcessingTaskRequest(identifier: Self.name)
            request.requiresNetworkConnectivity = true
            request.earliestBeginDate = later.notBeforeMs.map {
                Date(timeIntervalSince1970: Double($0) / 1000)
            }
            // Refused in the simulator and where the person has switched it off: then it is sent
            // the next time the app is open.
            try? BGTaskScheduler.shared.submit(request)
        }

        public func finish(_ work: @escaping @MainActor () async -> Void) {
            let application = UIApplication.shared
            var number = UIBackgroundTaskIdentifier.invalid
            number = application.beginBackgroundTask {
                application.endBackgroundTask(number)
                number = .invalid
            }
            Task {
                await work()
                application.endBackgroundTask(number)
            }
        }
    }
#endif
