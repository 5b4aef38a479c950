package org.farola.app

import android.content.res.AssetManager
import androidx.test.platform.app.InstrumentationRegistry
import java.io.File
import org.farola.core.ScenarioTest
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.JUnitCore

/**
 * The shared scenario in a process of the app, on a device: Android's C library, the list of system
 * calls for apps, and the rules of SELinux. NEVER RUN where it was written (scripts/emulator.sh).
 */
class ScenarioOnDeviceTest {
    @Test
    fun everyStepGivesWhatItSays() {
        val instrumentation = InstrumentationRegistry.getInstrumentation()
        val home = File(instrumentation.targetContext.filesDir, "scenario")
        copy(instrumentation.context.assets, home)
        System.setProperty("farola.scenario", home.path)
        val result = JUnitCore.runClasses(ScenarioTest::class.java)
        val faults = result.failures.joinToString("\n") { it.trace }
        assertTrue(faults, result.wasSuccessful())
        assertTrue("no step ran", result.runCount > 0)
    }

    /** The files of bindings/scenario are the assets of the tests. */
    private fun copy(assets: AssetManager, into: File) {
        into.mkdirs()
        for (name in listOf("scenario.json", "form.xml", "corner.svg", "lamp.jpg")) {
            assets.open(name).use { from ->
                File(into, name).outputStream().use { to -> from.copyTo(to) }
            }
        }
    }
}
