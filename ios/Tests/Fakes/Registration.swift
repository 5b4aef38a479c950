// The registration of a walk, answered without a screen.

import FarolaCore

public enum Registration {
    /// One that the gate lets through.
    static let answers: [(String, String)] = [
        ("ciudad", "14039"), ("colonia", "Analco"), ("tipo", "base"), ("motivo", "luz acoso"),
        ("inicio_plan", "2026-12-21T18:00:00.000-06:00"), ("luz_plan", "mixto"),
        ("minutos_plan", "90"), ("paradas_plan", "5"), ("grupo/n_mujeres", "6"),
        ("grupo/n_mayores", "1"), ("grupo/n_ninas", "0"), ("grupo/n_hombres", "0"),
        ("policia_modo", "lejos"),
        ("seguridad", "reco salidas contacto telefonos clima apoyo"), ("checkin_min", "20"),
        ("consent", "1"), ("consent_foto", "1"), ("publicar", "agregado"),
        ("ruta", "20.6767 -103.347 0 0;20.6857 -103.347 0 0"),
    ]

    /// What makes it one that the gate refuses: `walk.too_few_adults`.
    public static let tooFewAdults = [
        ("grupo/n_mujeres", "1"), ("grupo/n_mayores", "0"), ("grupo/n_ninas", "6"),
        ("consent_menor", "1"),
    ]
}

extension PhoneProtocol {
    /// Registers a walk that the gate lets through, but for what is answered otherwise; its form
    /// is on the phone.
    public func register(_ otherwise: [(String, String)] = []) throws {
        let filling = try newWalk(language: nil)
        try answerRegistration(filling, otherwise)
        _ = try filling.finalize()
    }

    /// Answers the registration that is open.
    public func answerRegistration(
        _ filling: any FillingProtocol, _ otherwise: [(String, String)] = []
    ) throws {
        for (name, value) in Registration.answers + otherwise {
            _ = try filling.answer(reference: "/data/" + name, value: value)
        }
    }
}
