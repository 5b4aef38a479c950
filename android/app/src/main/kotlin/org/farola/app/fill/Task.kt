package org.farola.app.fill

import org.farola.core.Filling
import org.farola.core.Phone
import org.farola.core.StopKind

/** What a form is filled for: how the core opens it. */
sealed interface Task {
    /** Opens it; a call of the core. */
    fun open(phone: Phone, language: String): Filling

    /** Before the walk. */
    data object Registration : Task {
        override fun open(phone: Phone, language: String) = phone.newWalk(language)
    }

    /** Before the walk, once more: its gate did not open. */
    data object RegisterAgain : Task {
        override fun open(phone: Phone, language: String) = phone.registerAgain(language)
    }

    /** At a stop. */
    data class Stop(val kind: StopKind) : Task {
        override fun open(phone: Phone, language: String) = phone.beginStop(kind, language)
    }

    /** One broken lamp, one open manhole. */
    data object Finding : Task {
        override fun open(phone: Phone, language: String) = phone.beginFinding(language)
    }

    /** After the walk. */
    data object Debrief : Task {
        override fun open(phone: Phone, language: String) = phone.beginDebrief(language)
    }

    /** A form that is not the walk's. */
    data class Form(val id: String) : Task {
        override fun open(phone: Phone, language: String) = phone.begin(id, language)
    }

    /** A draft, where it was left. */
    data class Draft(val instance: String) : Task {
        override fun open(phone: Phone, language: String) = phone.resume(instance)
    }

    /** What a reviewer asked to be put right. */
    data class Correction(val instance: String) : Task {
        override fun open(phone: Phone, language: String) = phone.correct(instance, language)
    }
}
