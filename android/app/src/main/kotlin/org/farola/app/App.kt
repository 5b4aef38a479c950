package org.farola.app

import android.app.Application
import org.farola.app.lock.Door
import org.farola.app.sense.CaptureFiles
import org.farola.app.sense.CheckInReminder
import org.farola.app.sense.Finger
import org.farola.app.sense.Keystore
import org.farola.app.sense.Parts
import org.farola.app.sense.SystemBattery
import org.farola.app.sense.SystemNetwork
import org.farola.app.sense.SystemPlace
import org.farola.app.sense.SystemSchedule
import org.farola.app.sense.SystemTrack

/** The process: what lives longer than a screen. */
class App : Application() {
    /** What the platform gives; tests put their own in its place before anything is opened. */
    var parts: Parts
        get() = known ?: real().also { known = it }
        set(value) {
            known = value
            restart()
        }

    private var known: Parts? = null
    private var house: House? = null

    /** Which reminder of the check-in was shown last, and when the next one is set for. */
    val reminded = CheckInReminder.Last()

    val core: Core get() = house().core
    val door: Door get() = house().door

    /** Before anything of ours runs, the provider too. */
    override fun attachBaseContext(base: android.content.Context) {
        super.attachBaseContext(base)
        Crashes.install()
    }

    override fun onCreate() {
        super.onCreate()
        CaptureFiles.sweep(this)
    }

    /** Forgets every handle, as a new process would. */
    fun restart() {
        house?.door?.end()
        house = null
    }

    private fun house(): House = house ?: House(parts).also { house = it }

    private fun real() = Parts(
        dir = noBackupFilesDir,
        keys = Keystore(noBackupFilesDir),
        instants = null,
        biometric = { activity -> Finger(activity, noBackupFilesDir) },
        place = SystemPlace(this),
        track = SystemTrack(this),
        schedule = SystemSchedule(this),
        network = SystemNetwork(this),
        battery = SystemBattery(this),
    )

    private class House(parts: Parts) {
        val core = Core(parts)
        val door = Door(parts, core)
    }
}
