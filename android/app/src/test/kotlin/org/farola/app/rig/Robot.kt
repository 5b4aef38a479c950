package org.farola.app.rig

import android.app.AlertDialog
import android.app.Activity
import android.app.Notification
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.Bitmap
import android.graphics.Color
import android.location.Location
import android.location.LocationManager
import android.net.Uri
import android.os.Looper
import android.os.SystemClock
import android.provider.MediaStore
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import java.io.ByteArrayOutputStream
import java.io.File
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import org.farola.app.App
import org.farola.app.MainActivity
import org.farola.app.fill.FillScreen
import org.farola.app.sense.Aside
import org.farola.app.sense.CaptureFiles
import org.farola.app.sense.TrackService
import org.farola.core.FillingInterface
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.android.controller.ServiceController
import org.robolectric.shadows.ShadowAlertDialog
import org.robolectric.shadows.ShadowSystemClock

/** Hands and eyes of a person before the app: finds what is in sight, touches it, counts touches. */
class Robot : AutoCloseable {
    val app: App = RuntimeEnvironment.getApplication() as App
    val finger = FakeFinger()
    val keys = FakeKeys(finger)
    val instants = FakeInstants()

    /** The app's private folder. */
    val dir: File = kotlin.io.path.createTempDirectory("phone").toFile()
    private var controller: ActivityController<MainActivity>? = null

    fun controller() = controller ?: error("the app is not started")
    private var track: ServiceController<TrackService>? = null

    /** The service of the way, once it has begun. */
    val service: TrackService? get() = track?.get()

    /** What the services of the walk have shown. */
    val notices = mutableListOf<Notification>()

    /** Touches so far. */
    var taps = 0

    val activity: MainActivity get() = controller().get()

    init {
        val permissions = arrayOf(
            "android.permission.CAMERA", "android.permission.ACCESS_FINE_LOCATION",
            "android.permission.ACCESS_COARSE_LOCATION", "android.permission.RECORD_AUDIO",
        )
        shadowOf(app).grantPermissions(*permissions)
        shadowOf(app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true)
        val manager = app.getSystemService(LocationManager::class.java)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        start()
    }

    /** A process that begins: nothing is known but what is on the disk. */
    fun start() {
        app.parts = testParts(app, dir, keys, instants, finger)
        controller = Robolectric.buildActivity(MainActivity::class.java).setup()
        settle()
    }

    /**
     * The process dies without a farewell: no callback of the activity, no `leave` of the form.
     * Only what the system takes back by itself is taken back: memory, locks and listeners.
     */
    fun kill() {
        (activity.screen as? FillScreen)?.let { screen -> app.core.work(screen.form::letGo, {}, {}) }
        app.restart()
        track?.destroy()
        track = null
        controller = null
        start()
    }

    override fun close() {
        app.restart()
        dir.deleteRecursively()
    }

    /** Until the core, the work aside and the main thread have nothing left to do. */
    fun settle() {
        repeat(ROUNDS) {
            var done = 0
            app.core.work({}, { done += 1 }, { done += 1 })
            app.core.atDoor({}, { done += 1 }, { done += 1 })
            app.core.onWay({}, { done += 1 }, { done += 1 })
            Aside.run({}) { done += 1 }
            awaitTrue("the core is idle") { done == 4 }
        }
    }

    /** What lies in the app's folder, but for the lock between processes, which is empty. */
    fun kept(): List<String> = dir.list().orEmpty().filter { it != "door.lock" }.sorted()

    /** The main thread does what it can do now. */
    fun idle() = shadowOf(Looper.getMainLooper()).idle()

    /** The core does nothing until what this gives is called. */
    fun hold(): () -> Unit {
        val free = CountDownLatch(1)
        app.core.work({ free.await(HELD_AT_MOST_S, TimeUnit.SECONDS) }, {}, {})
        return free::countDown
    }

    /** Asks the form on that screen, as the app does. */
    fun <T> asked(screen: FillScreen, work: (FillingInterface) -> T): T {
        var result: Result<T>? = null
        screen.form.ask(work) { result = it }
        awaitTrue("the form answers") { result != null }
        return result!!.getOrThrow()
    }

    // Eyes

    /** Everything on the glass, also what has to be scrolled to. */
    fun views(root: View = activity.window.decorView): List<View> = when {
        root.visibility != View.VISIBLE -> emptyList()
        root is ViewGroup -> listOf(root) + (0 until root.childCount).flatMap { views(root.getChildAt(it)) }
        else -> listOf(root)
    }

    fun find(tag: String): View = views().firstOrNull { it.tag == tag }
        ?: error("nothing here is $tag; here are ${views().mapNotNull { it.tag }} on ${activity.screen.javaClass.simpleName}; words: ${allWords().take(400)}")

    fun has(tag: String) = views().any { it.tag == tag }

    fun textOf(tag: String): String = (find(tag) as TextView).text.toString()

    fun allWords(): String = views().filterIsInstance<TextView>().joinToString(" | ") { it.text }

    fun sees(words: String) = allWords().contains(words) || views().any { it.contentDescription?.contains(words) == true }

    inline fun <reified T> screen(): T =
        activity.screen as? T ?: error("here is ${activity.screen.javaClass.simpleName}: ${allWords().take(400)}")

    // Hands

    fun tap(tag: String) = tap(find(tag))

    fun tap(view: View) {
        check(view.isShown && view.isEnabled) { "${view.tag ?: view.contentDescription} cannot be touched" }
        taps += 1
        check(view.performClick()) { "${view.tag ?: view.contentDescription} does nothing" }
        settle()
    }

    /** Touches the "yes" of the dialog in sight. */
    fun confirm() {
        val dialog = ShadowAlertDialog.getLatestDialog() as? AlertDialog ?: error("no dialog")
        check(dialog.isShowing) { "no dialog" }
        taps += 1
        dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick()
        settle()
    }

    /** What a dialog says, which is then put away. */
    fun dialog(): String? {
        val dialog = ShadowAlertDialog.getLatestDialog() as? AlertDialog ?: return null
        if (!dialog.isShowing) return null
        val said = shadowOf(dialog).message?.toString()
        dialog.dismiss()
        settle()
        return said
    }

    fun pin(digits: String) {
        digits.forEach { tap("pin_$it") }
        tap("pin_enter")
    }

    /** The camera app takes [picture] and comes back. */
    fun shutter(picture: ByteArray) {
        val asked = shadowOf(activity).nextStartedActivityForResult ?: error("no camera was opened")
        check(asked.intent.action == MediaStore.ACTION_IMAGE_CAPTURE)
        @Suppress("DEPRECATION")
        val address = asked.intent.getParcelableExtra<Uri>(MediaStore.EXTRA_OUTPUT) ?: error("no address")
        val lent = app.contentResolver.acquireContentProviderClient(CaptureFiles.AUTHORITY) ?: error("no provider")
        lent.use { provider ->
            val file = provider.openFile(address, "w") ?: error("no file")
            android.os.ParcelFileDescriptor.AutoCloseOutputStream(file).use { it.write(picture) }
        }
        taps += 1
        shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent())
        settle()
    }

    /** The walk's service runs, as the platform would run it; false when nobody asked for it. */
    fun startTrack(): Boolean {
        val asked = shadowOf(app).nextStartedService ?: return false
        check(asked.component?.className == TrackService::class.java.name)
        if (track == null) track = Robolectric.buildService(TrackService::class.java, asked).create()
        track?.startCommand(0, 1)
        track?.get()?.let { service -> shadowOf(service).lastForegroundNotification?.let { notices += it } }
        return true
    }

    /** The receiver gives a position. */
    fun fix(lat: Double, lon: Double, accuracy: Double, atMs: Long = nextFixMs()) {
        val manager = app.getSystemService(LocationManager::class.java)
        // The receiver gives one every few seconds.
        ShadowSystemClock.advanceBy(Duration.ofSeconds(BETWEEN_FIXES_S))
        val location = Location(LocationManager.GPS_PROVIDER)
        location.latitude = lat
        location.longitude = lon
        location.accuracy = accuracy.toFloat()
        location.time = atMs
        location.elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos()
        shadowOf(Looper.getMainLooper()).idle()
        shadowOf(manager).simulateLocation(location)
        settle()
    }

    private var lastFixMs = 0L

    /** The core's clock is the machine's, not the one that Robolectric moves. */
    private fun nextFixMs(): Long {
        lastFixMs = maxOf(Instant.now().toEpochMilli(), lastFixMs + 1)
        return lastFixMs
    }

    companion object {
        /** An answer of the core may lead to another question to it; none leads to more. */
        private const val ROUNDS = 4
        private const val BETWEEN_FIXES_S = 4L

        /** A test that fails lets go too. */
        private const val HELD_AT_MOST_S = 30L

        /** A picture of a QR code, as a camera would bring it. */
        fun qr(text: String): ByteArray {
            val side = 600
            val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, side, side)
            val bitmap = Bitmap.createBitmap(side + 300, side + 200, Bitmap.Config.ARGB_8888)
            bitmap.eraseColor(Color.rgb(226, 224, 216))
            for (x in 0 until side) for (y in 0 until side) {
                bitmap.setPixel(x + 120, y + 90, if (code[x, y]) Color.rgb(30, 28, 26) else Color.rgb(240, 239, 235))
            }
            val out = ByteArrayOutputStream()
            bitmap.compress(Bitmap.CompressFormat.JPEG, 85, out)
            return out.toByteArray()
        }
    }
}
