// Where the phone points, through CoreLocation. Magnetic north needs no permission for the place.

import AppModel

#if os(iOS)
    import CoreLocation

    @MainActor
    final class SystemCompass: NSObject, Compass {
        private let manager = CLLocationManager()
        private var each: (@MainActor (Double) -> Void)?

        override init() {
            super.init()
            manager.delegate = self
            manager.headingFilter = 1
        }

        var isThere: Bool { CLLocationManager.headingAvailable() }

        func start(each: @escaping @MainActor (Double) -> Void) {
            self.each = each
            manager.startUpdatingHeading()
        }

        func stop() {
            manager.stopUpdatingHeading()
            each = nil
        }

        private func heard(_ degrees: Double) { each?(degrees) }
    }

    extension SystemCompass: CLLocationManagerDelegate {
        nonisolated func locationManager(
            _ manager: CLLocationManager, didUpdateHeading newHeading: CLHeading
        ) {
            // Negative: the compass is disturbed and knows nothing.
            guard newHeading.headingAccuracy >= 0 else { return }
            let degrees = newHeading.magneticHeading
            Task { @MainActor in heard(degrees) }
        }
    }
#endif
