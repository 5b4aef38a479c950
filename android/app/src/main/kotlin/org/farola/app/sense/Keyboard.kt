package org.farola.app.sense

import java.text.DecimalFormatSymbols
import java.util.Locale

/** The phone's own keyboard. */
object Keyboard {
    /** The sign between a number's whole part and its decimals, as the phone is set. */
    val decimalSign: String
        get() = DecimalFormatSymbols.getInstance(Locale.getDefault()).decimalSeparator.toString()
}
