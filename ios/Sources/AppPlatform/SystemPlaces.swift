// Where the phone is, through CoreLocation. With `background` the track goes on with the screen
// off; iOS then shows its blue sign, which is right: nothing is hidden from who carries it.

import AppModel
import FarolaCore

#if os(iOS)
    import CoreLocation

    @MainActor
    final class SystemPlaces: NSObject, PlaceSource {
        private let manager = CLLocationManager()
        private var each: (@MainActor (FixRecord) -> Void)?

        override init() {
            super.init()
            manager.delegate = self
            manager.desiredAccuracy = kCLLocationAccuracyBest
            manager.activityType = .fitness
            manager.pausesLocationUpdatesAutomatically = false
        }

        var refused: Bool {
            manager.authorizationStatus == .denied || manager.authorizationStatus == .restricted
        }

        func start(background: Bool, each: @escaping @MainActor (FixRecord) -> Void) {
            self.each = each
            if manager.authorizationStatus == .notDetermined {
                manager.requestWhenInUseAuthorization()
            }
            manager.allowsBackgroundLocationUpdates = background
            manager.showsBackgroundLocationIndicator = background
            manager.startUpdatingLocation()
        }

        func stop() {
            manager.stopUpdatingLocation()
            manager.allowsBackgroundLocationUpdates = false
            each = nil
        }

        private func heard(_ fixes: [FixRecord]) {
            for fix in fixes { each?(fix) }
        }
    }

    extension SystemPlaces: CLLocationManagerDelegate {
        nonisolated func locationManager(
            _ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]
        ) {
            let fixes = locations.map(FixRecord.init)
            Task { @MainActor in heard(fixes) }
        }

        // No place for the moment is no fault: the next fix may come.
        nonisolated func locationManager(
            _ manager: CLLocationManager, didFailWithError error: any Error
        ) {}
    }

    extension FixRecord {
        /// A negative number of CoreLocation means that it does not know.
        fileprivate init(_ location: CLLocation) {
            func known(_ value: Double) -> Double? { value >= 0 ? value : nil }
            self.init(
                atMs: Int64(location.timestamp.timeIntervalSince1970 * 1000),
                lat: location.coordinate.latitude, lon: location.coordinate.longitude,
                altitudeM: location.verticalAccuracy > 0 ? location.altitude : nil,
                accuracyM: known(location.horizontalAccuracy),
                speedMps: known(location.speed), bearingDeg: known(location.course))
        }
    }
#endif
