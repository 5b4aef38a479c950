package org.farola.app.sense

import android.content.Context

/** A service of the platform that every phone has. */
inline fun <reified T : Any> Context.service(): T =
    getSystemService(T::class.java) ?: error("no ${T::class.java.simpleName}")
