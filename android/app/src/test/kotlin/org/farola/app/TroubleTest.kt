package org.farola.app

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.net.Uri
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.FileNotFoundException
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.security.ProviderException
import org.farola.app.fill.FillScreen
import org.farola.app.fill.ReviewScreen
import org.farola.app.fill.FinalizedScreen
import org.farola.app.fill.Task
import org.farola.app.rig.Kit
import org.farola.app.rig.Robot
import org.farola.app.rig.awaitTrue
import org.farola.app.sense.CaptureFiles
import org.farola.app.sense.Keystore
import org.farola.core.FarolaException
import org.farola.core.KeyRefusal
import org.farola.core.LineShown
import org.farola.core.photoFormat
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowAlertDialog

/** What goes wrong in a phone on an ordinary day, and what is left of it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class TroubleTest {
    private val root = File(System.getProperty("farola.root"))
    private val form = File(root, "bindings/scenario/form.xml").readText()

    private fun opened(xml: String = form, test: (Robot, FillScreen) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.app.core.ask({ it.addForm(xml.encodeToByteArray()) }, {}, ::error)
        robot.settle()
        val screen = FillScreen(robot.activity, Task.Form("corner"))
        robot.activity.open(screen)
        robot.settle()
        test(robot, screen)
    }

    @Test
    fun aCrashLosesNothingThatWasTyped() = opened { robot, screen ->
        robot.asked(screen) { it.typeIn("/corner/street", "Pino Suárez") }
        var reported: Throwable? = null
        // As the main thread ends: the report, and then the process.
        Crashes.Censor { _, error -> reported = error }
            .uncaughtException(Thread.currentThread(), IllegalStateException("Pino Suárez"))
        assertNotNull(reported)
        robot.kill()
        robot.pin(PIN)
        var kept: LineShown? = null
        robot.app.core.ask(
            { phone -> phone.resume(phone.drafts().single().instance).use { it.lines().first().shown } },
            { kept = it }, ::error,
        )
        robot.settle()
        assertEquals(LineShown.Words("Pino Suárez"), kept)
    }

    private fun recording() = form.replace(
        "</model>",
        """<odk:recordaudio xmlns:odk="http://www.opendatakit.org/xforms" event="odk-instance-load"
           ref="/corner/photo" odk:quality="low"/></model>""",
    )

    @Test
    fun aVoiceThatTheFormAsksForGoesOnOverTheListAndIsShown() = opened(recording()) { robot, _ ->
        val words = robot.activity.look.words(R.string.form_recording)
        assertEquals(words, robot.textOf("voice"))
        robot.tap("outline")
        robot.tap("back")
        assertEquals(words, robot.textOf("voice"))
        robot.activity.redraw()
        robot.settle()
        assertEquals(words, robot.textOf("voice"))
    }

    /** Pressing "send" too early ends nothing: one recording, from the beginning to the end. */
    @Test
    fun aFormThatCannotBeFinalizedYetGoesOnBeingRecorded() = opened(recording()) { robot, screen ->
        val words = robot.activity.look.words(R.string.form_recording)
        fun voices() = CaptureFiles.folder(robot.app).listFiles().orEmpty().toList()
        val voice = voices().single().apply { writeBytes(Kit.sound()) }
        robot.asked(screen) { it.typeIn("/corner/street", "Pino Suárez") }
        robot.asked(screen) { it.goTo("/corner/photo") }
        screen.goOn()
        robot.settle()
        robot.screen<ReviewScreen>()
        // Taken back behind the review, which still says that all is there.
        robot.asked(screen) { it.typeIn("/corner/street", "") }
        robot.tap("finalize")
        assertTrue(robot.allWords(), robot.has("fault_/corner/street"))
        assertEquals("the same one", listOf(voice), voices())
        robot.tap("mend")
        assertEquals(words, robot.textOf("voice"))
        robot.asked(screen) { it.typeIn("/corner/street", "Pino Suárez") }
        robot.asked(screen) { it.goTo("/corner/photo") }
        screen.goOn()
        robot.settle()
        robot.tap("finalize")
        robot.screen<FinalizedScreen>()
        assertEquals("taken in", emptyList<File>(), voices())
        var files = 0
        robot.app.core.ask(
            { phone -> phone.submissionLines(phone.submissions().single().instance, "es").count { it.shown is LineShown.File } },
            { files = it }, ::error,
        )
        robot.settle()
        assertEquals("one file in the end", 1, files)
    }

    @Test
    fun withoutAMicrophoneTheFormGoesOnAndAsksOnce() {
        val app = org.robolectric.RuntimeEnvironment.getApplication() as App
        opened(form) { robot, _ ->
            shadowOf(app).denyPermissions("android.permission.RECORD_AUDIO")
            robot.app.core.ask({ it.addForm(recording().replace("version=\"1\"", "version=\"2\"").encodeToByteArray()) }, {}, ::error)
            robot.settle()
            robot.activity.home()
            robot.activity.open(FillScreen(robot.activity, Task.Form("corner")))
            robot.settle()
            assertEquals(robot.activity.look.words(R.string.form_not_recording), robot.textOf("voice"))
            val asked = shadowOf(robot.activity).lastRequestedPermission
            robot.activity.redraw()
            robot.settle()
            assertTrue("asked again", asked === shadowOf(robot.activity).lastRequestedPermission)
        }
    }

    @Test
    fun aFileThatAnotherAppDoesNotGiveIsSaid() = opened { robot, _ ->
        val refusals = listOf<() -> Nothing>({ throw SecurityException("not yours") }, { throw FileNotFoundException("gone") })
        refusals.forEachIndexed { number, refuse ->
            val from = Uri.parse("content://cloud/$number")
            shadowOf(robot.activity.contentResolver).registerInputStreamSupplier(from) {
                object : java.io.InputStream() {
                    override fun read(): Int = refuse()
                }
            }
            var given: File? = File("unset")
            robot.activity.capture.pick(emptyList()) { given = it }
            val asked = shadowOf(robot.activity).nextStartedActivityForResult
            shadowOf(robot.activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(from))
            awaitTrue("the copy has ended") { given == null }
            assertNull(given)
            val said = shadowOf(ShadowAlertDialog.getLatestAlertDialog()).message.toString()
            assertEquals(Codes.sentence(robot.activity.look, "photo.unreadable").toString(), said)
        }
    }

    /** A picture of the gallery that the core does not take as it is becomes a JPEG; a photo stays as it is. */
    @Test
    fun aPictureThatIsNoPhotoYetBecomesAJpeg() = opened { robot, _ ->
        fun photo(format: Bitmap.CompressFormat) = ByteArrayOutputStream().also {
            Bitmap.createBitmap(48, 32, Bitmap.Config.ARGB_8888).compress(format, 90, it)
        }.toByteArray()
        val chosen = listOf(bmp(48, 32), photo(Bitmap.CompressFormat.JPEG), photo(Bitmap.CompressFormat.PNG))
        chosen.forEachIndexed { number, picture ->
            val from = Uri.parse("content://gallery/$number")
            shadowOf(robot.activity.contentResolver).registerInputStream(from, picture.inputStream())
            var given: File? = null
            robot.activity.capture.pickPhoto { given = it }
            val asked = shadowOf(robot.activity).nextStartedActivityForResult
            assertEquals("image/*", asked.intent.type)
            shadowOf(robot.activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(from))
            awaitTrue("it was copied") { given != null }
            val bytes = given!!.readBytes()
            assertNull("taken as it is", photoFormat(bytes.copyOf(16)))
            if (number > 0) assertArrayEquals("not written anew", picture, bytes)
            val shown = BitmapFactory.decodeByteArray(bytes, 0, bytes.size)
            assertEquals(48 to 32, shown.width to shown.height)
            given!!.delete()
        }
        assertEquals("nothing is left", 0, CaptureFiles.folder(robot.app).list()!!.size)
    }

    /** A picture without compression, which every decoder knows; what they know of HEIC only a phone shows. */
    private fun bmp(width: Int, height: Int): ByteArray = ByteBuffer.allocate(54 + width * height * 3)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put('B'.code.toByte()).put('M'.code.toByte()).putInt(54 + width * height * 3).putInt(0).putInt(54)
        .putInt(40).putInt(width).putInt(height).putShort(1).putShort(24).putInt(0)
        .putInt(width * height * 3).putInt(2835).putInt(2835).putInt(0).putInt(0)
        .array()

    @Test
    fun theKeyStoresOwnHardwareMayFail() {
        assertThrows(KeyRefusal.Denied::class.java) { Keystore.guarded { throw ProviderException("busy") } }
        assertThrows(KeyRefusal.Missing::class.java) { Keystore.guarded { throw KeyRefusal.Missing() } }
        assertEquals("storage.full", Core.codeOf(FarolaException.Storage("storage.full")))
    }

    private companion object {
        const val PIN = "271828"
    }
}
