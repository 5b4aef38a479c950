package org.farola.app.fill

import java.text.DecimalFormatSymbols
import java.util.Locale
import org.farola.core.DecimalMark
import org.farola.core.ReaderLanguage
import org.farola.core.ReaderLocale

/** How texts are typed and read: in the language of the app, with the marks of the phone's own keyboard. */
fun readerOf(language: String): ReaderLocale = ReaderLocale(
    if (language == "en") ReaderLanguage.ENGLISH else ReaderLanguage.SPANISH,
    if (DecimalFormatSymbols.getInstance(Locale.getDefault()).decimalSeparator == ',') DecimalMark.COMMA else DecimalMark.POINT,
)
