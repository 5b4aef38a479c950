package org.farola.app

import java.io.PrintWriter
import java.io.StringWriter
import kotlin.concurrent.thread
import org.farola.core.FarolaException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.shadows.ShadowLog

/** No form text, answer, place, PIN or key is in what a crash report is made of. */
@RunWith(RobolectricTestRunner::class)
class CrashesTest {
    private val secrets = listOf("me siguieron", "Calle Madero 12", "20.6736 -103.344", "493815", "9f86d081884c7d65")

    /** An exception as they come: words of its own, a cause, something suppressed, and a circle. */
    private fun crash(): Throwable {
        val number = runCatching { secrets[0].toInt() }.exceptionOrNull()!!
        val cause = IllegalArgumentException("no such place: ${secrets[2]}", number)
        val top = IllegalStateException("answer of ${secrets[1]}", cause)
        top.addSuppressed(java.io.FileNotFoundException("/data/${secrets[4]}.jpg"))
        top.addSuppressed(FarolaException.Storage("storage.full"))
        number.addSuppressed(Error("PIN ${secrets[3]}", top))
        return top
    }

    private fun printed(error: Throwable): String =
        StringWriter().also { error.printStackTrace(PrintWriter(it)) }.toString()

    private fun assertSaysNothing(text: String) = secrets.forEach { assertFalse("says $it", text.contains(it)) }

    /** What the handler that was there before hears of a crash on a thread of that name. */
    private fun reported(name: String, error: Throwable): Throwable {
        var heard: Throwable? = null
        val dying = Thread({ throw error }, name)
        dying.uncaughtExceptionHandler = Crashes.Censor { _, said -> heard = said }
        dying.start()
        dying.join()
        return heard!!
    }

    @Test
    fun aReportNamesWhatAndWhereAndNoWords() {
        val error = crash()
        assertTrue("the test has something to hide", secrets.all { printed(error).contains(it) })
        listOf("core", "sync", "main").forEach { name ->
            val said = reported(name, error)
            val text = printed(said)
            assertSaysNothing(text)
            assertTrue(text, text.startsWith("java.lang.IllegalStateException"))
            assertTrue(text, text.contains("Caused by: java.lang.IllegalArgumentException"))
            assertTrue(text, text.contains("Caused by: java.lang.NumberFormatException"))
            assertTrue(text, text.contains("Suppressed: java.io.FileNotFoundException"))
            assertTrue("the code stays", text.contains("storage.full"))
            assertEquals(error.stackTrace.toList(), said.stackTrace.toList())
            assertSaysNothing(said.toString() + said.message + said.localizedMessage + said.cause)
        }
    }

    @Test
    fun aCrashThatCannotBeReadIsStillHeardOf() {
        val torn = object : IllegalStateException(secrets[0]) {
            override val cause: Throwable get() = error(secrets[1])
        }
        val text = printed(reported("core", torn))
        assertSaysNothing(text)
        assertTrue(text, text.startsWith("crash"))
    }

    @Test
    fun theAppPutsItBeforeWhatWasThere() {
        val heard = mutableListOf<Throwable>()
        val was = Thread.getDefaultUncaughtExceptionHandler()
        try {
            Thread.setDefaultUncaughtExceptionHandler { _, error -> heard += error }
            Crashes.install()
            // Again, as a second start in one process would: it does not stand before itself.
            val first = Thread.getDefaultUncaughtExceptionHandler()
            Crashes.install()
            assertTrue(first === Thread.getDefaultUncaughtExceptionHandler())
            thread(name = "core") { throw crash() }.join()
            assertEquals(1, heard.size)
            assertSaysNothing(printed(heard.single()))
            ShadowLog.getLogs().forEach { assertSaysNothing(it.msg.orEmpty() + it.throwable?.let(::printed).orEmpty()) }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(was)
        }
    }

    @Test
    fun theAppIsStartedWithIt() {
        // Robolectric has run App.onCreate before this test.
        assertNotNull(org.robolectric.RuntimeEnvironment.getApplication() as? App)
        assertTrue(Thread.getDefaultUncaughtExceptionHandler() is Crashes.Censor)
    }
}
