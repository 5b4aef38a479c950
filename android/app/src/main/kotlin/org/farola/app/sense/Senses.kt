package org.farola.app.sense

import java.io.File
import org.farola.core.InstantSource
import org.farola.core.PlatformKeys
import org.farola.core.SyncLaterRecord

/** What the platform gives and a test machine does not have: each with a real one and a fake. */

/** Finger or face. */
interface Biometric {
    /** Whether the phone has one and a person is enrolled with it. */
    fun available(): Boolean

    /** Whether a key is kept behind it. */
    fun armed(): Boolean

    /** Asks for the finger, then keeps [key] behind it. */
    fun arm(key: ByteArray, words: BiometricWords, done: (Boolean) -> Unit)

    /** Asks for the finger, then gives the key; nothing when it was not given. */
    fun unlock(words: BiometricWords, done: (ByteArray?) -> Unit)

    /** Throws the kept key away. */
    fun disarm()
}

/** What the system's own dialog says; it must not tell what kind of app this is. */
data class BiometricWords(val title: String, val cancel: String)

/** One position, as the core takes it. */
data class Place(
    val atMs: Long,
    val lat: Double,
    val lon: Double,
    val altitudeM: Double?,
    val accuracyM: Double?,
    val speedMps: Double?,
    val bearingDeg: Double?,
)

/** Where the phone is. */
interface PlaceSource {
    /** Whether the person allows it. */
    fun allowed(): Boolean

    /** The last position the phone knows. */
    fun last(): Place?

    /** Every position from now on; [ends] takes it back. */
    fun follow(each: (Place) -> Unit): Ends
}

/** Something that goes on until it is ended. */
fun interface Ends {
    fun end()
}

/** Keeps positions coming with the screen off: for the record of the way, and for who asks. */
interface TrackKeeper {
    /** Whether the way is recorded. */
    val recording: Boolean

    /** Whether anybody needs positions now. */
    val needed: Boolean

    /** Starts the record of the way. */
    fun start()

    /** Ends the record of the way. */
    fun stop()

    /** Positions that somebody follows come behind a dark screen too, until this is ended. */
    fun hold(): Ends

    /** The service that was asked for has begun. */
    fun begun()

    /** The service has ended. */
    fun ended()
}

/** Syncs when the phone is idle and there is a network. */
interface SyncSchedule {
    /** Asks for one as the core says, in the place of one asked for before. */
    fun ask(later: SyncLaterRecord)

    /** Takes it back. */
    fun cancel()
}

/** The network as it is now. */
interface Network {
    fun online(): Boolean

    fun metered(): Boolean

    /** Says when it comes or goes. */
    fun watch(changed: (Boolean) -> Unit): Ends
}

/** How full the battery is; nothing when the phone does not say. */
fun interface Battery {
    fun percent(): Int?
}

/** What the platform gives, in one place. */
class Parts(
    /** The app's private folder that no backup takes: the core keeps the door and the database in it. */
    val dir: File,
    val keys: PlatformKeys,
    /** Nothing for the system's own; tests let time pass. */
    val instants: InstantSource?,
    val biometric: (android.app.Activity) -> Biometric,
    val place: PlaceSource,
    val track: TrackKeeper,
    val schedule: SyncSchedule,
    val network: Network,
    val battery: Battery,
)
