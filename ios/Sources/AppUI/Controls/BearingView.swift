// Where something points: a field, and the compass.

import AppModel
import FarolaCore
import SwiftUI

struct BearingView: View {
    let control: BearingControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            NumberControlView(control: control.number, label: label)
            if control.isMeasuring {
                Say(live)
                LampButton(text: look.words["control.bearing_keep"], loudness: .deep) {
                    await control.keep()
                }
                .disabled(control.live == nil)
            } else if control.canMeasure {
                LampButton(text: look.words["control.bearing_measure"]) { control.measure() }
            } else {
                Aside(look.words["control.bearing_none"])
            }
        }
        .onDisappear { control.stop() }
    }

    private var live: String {
        guard let degrees = control.live else { return look.words["control.bearing_wait"] }
        return look.words("control.bearing_now", ["n": String(shownDegrees(course: degrees))])
    }
}
