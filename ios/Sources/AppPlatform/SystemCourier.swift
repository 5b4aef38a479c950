// Sealed files, carried to the hub by iOS itself while the app sleeps or the phone is locked.

import AppModel

#if os(iOS)
    import FarolaCore
    import Foundation

    /// A background `URLSession`. What it carries is encrypted for the hub under a key that is not
    /// on this phone, and the address names no phone: iOS keeps both on its own disk.
    public final class SystemCourier: NSObject, Courier, @unchecked Sendable {
        public static let shared = SystemCourier()
        /// iOS knows the session by it over restarts of the app.
        static let name = "org.farola.parcels"

        private let guarded = NSLock()
        private var ended: (@Sendable (String) -> Void)?
        private var woken: (@Sendable () -> Void)?

        private lazy var session: URLSession = {
            let kind = URLSessionConfiguration.background(withIdentifier: Self.name)
            kind.sessionSendsLaunchEvents = true
            kind.waitsForConnectivity = true
            // The person wants it to arrive, not when it suits the battery best.
            kind.isDiscretionary = false
            // As long as the core leaves a parcel lying.
            kind.timeoutIntervalForResource = 7 * 24 * 60 * 60
            kind.urlCache = nil
            kind.httpCookieStorage = nil
            kind.urlCredentialStorage = nil
            return URLSession(configuration: kind, delegate: self, delegateQueue: nil)
        }()

        public func carry(_ parcel: ParcelRecord) throws {
            guard let url = URL(string: parcel.url) else { throw Failure(.unexpected) }
            let file = URL(fileURLWithPath: parcel.path)
            do {
                // iOS reads it while the phone is locked. It is sealed by our own key.
                try FileManager.default.setAttributes(
                    [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication],
                    ofItemAtPath: parcel.path)
            } catch {
                throw Failure(.unexpected)
            }
            var request = URLRequest(url: url)
            request.httpMethod = "PUT"
            request.setValue(parcel.contentType, forHTTPHeaderField: "Content-Type")
            request.allowsExpensiveNetworkAccess = !parcel.waitForFreeNetwork
            request.allowsConstrainedNetworkAccess = !parcel.waitForFreeNetwork
            let task = session.uploadTask(with: request, fromFile: file)
            task.taskDescription = parcel.id
            task.countOfBytesClientExpectsToSend = Int64(clamping: parcel.size)
            task.resume()
        }

        public func whenEnded(_ each: @escaping @Sendable (String) -> Void) {
            guarded.withLock { ended = each }
            // Takes up what went on while the app was not there.
            _ = session
        }

        /// iOS started or woke the app because of this session; `done` is to be called when all
        /// its news was heard.
        public func wake(_ done: @escaping @Sendable () -> Void) {
            guarded.withLock { woken = done }
            _ = session
        }
    }

    extension SystemCourier: URLSessionTaskDelegate {
        public func urlSession(
            _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
        ) {
            guard let id = task.taskDescription else { return }
            guarded.withLock { ended }?(id)
        }

        public func urlSessionDidFinishEvents(forBackgroundURLSession session: URLSession) {
            let done = guarded.withLock { () -> (@Sendable () -> Void)? in
                defer { woken = nil }
                return woken
            }
            DispatchQueue.main.async { done?() }
        }
    }
#endif
