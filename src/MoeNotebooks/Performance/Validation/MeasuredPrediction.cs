namespace MoeNotebooks.Performance.Validation;

/// <summary>One measurement of a GPU beside its prediction.</summary>
/// <param name="Row">The measurement.</param>
/// <param name="Predicted">The same quantity by the cost model.</param>
/// <param name="PredictedTwin">Microseconds of a layer's dense twin; <see langword="null"/> for a decode step.</param>
/// <param name="Fitted">Whether the parameters were fitted to this row.</param>
/// <param name="Weak">Why the model may be off here; <see langword="null"/> where nothing speaks against it.</param>
public sealed record MeasuredPrediction(
    MeasuredRow Row,
    double Predicted,
    double? PredictedTwin,
    bool Fitted,
    string? Weak
)
{
    /// <summary>The prediction's relative error.</summary>
    public double Error => (Predicted / Row.Measured) - 1;
}
