package org.farola.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** What crosses the bridge in the other direction, and what an exception there becomes. */
class BridgeTest {
    @Test
    fun anyExceptionOfAKeySourceIsARefusalAndNoCrash() = inFolder { folder ->
        val broken = object : KeySource {
            override fun key(): ByteArray = throw IllegalStateException("text of a key store")
        }
        val error = assertThrows(FarolaException.Auth::class.java) {
            Phone.open(folder.path, broken)
        }
        assertTrue("text" !in error.toString())
        // The folder is as it was: the right key opens it.
        Phone.open(folder.path, FixedKey()).destroy()
    }

    @Test
    fun aKeyOfAnotherLengthOpensNothing() = inFolder { folder ->
        val short = object : KeySource {
            override fun key() = ByteArray(16)
        }
        assertThrows(FarolaException.Auth::class.java) { Phone.open(folder.path, short) }
    }

    @Test
    fun anotherKeyDoesNotOpenThePhone() = inFolder { folder ->
        Phone.open(folder.path, FixedKey(1)).destroy()
        assertThrows(FarolaException.Auth::class.java) { Phone.open(folder.path, FixedKey(2)) }
        Phone.open(folder.path, FixedKey(1)).destroy()
    }

    @Test
    fun aWatcherThatThrowsDoesNotStopASync() = inFolder { folder ->
        val phone = Phone.open(folder.path, FixedKey())
        // Nobody listens there: the sync must end by itself with a reason.
        phone.enrol("http://127.0.0.1:9/v1/key/aaaaaaaaaaaaaaaaaaaaaaaa/projects/1")
        val watcher = object : SyncWatcher {
            override fun progress(progress: ProgressRecord): Unit = throw IllegalStateException()
        }
        val report = phone.sync(true, false, watcher).wait()
        assertTrue(report.ended.ending is SyncEnding.Paused)
        assertEquals(0uL, report.ended.delivered)
    }

    @Test
    fun aHandleThatIsGoneSaysSo() = inFolder { folder ->
        val phone = Phone.open(folder.path, FixedKey())
        phone.destroy()
        assertThrows(IllegalStateException::class.java) { phone.home() }
    }

    @Test
    fun theKeyIsAskedOfTheShell() = inFolder { folder ->
        val keys = FixedKey()
        Phone.open(folder.path, keys).destroy()
        assertTrue(keys.asked > 0)
    }

    @Test
    fun manyThreadsMayAskOnePhone() = inFolder { folder ->
        val phone = Phone.open(folder.path, FixedKey())
        val form = java.io.File("../scenario/form.xml").readBytes()
        phone.addForm(form)
        val threads = List(8) { Thread { repeat(20) { phone.begin("corner", "es").screen() } } }
        threads.forEach { it.start() }
        threads.forEach { it.join() }
        assertEquals(160, phone.drafts().size)
    }
}
