namespace MoeNotebooks.Verdicts;

/// <summary>A mixture beside its dense twin at one batch size, on one machine.</summary>
/// <param name="On">The machine.</param>
/// <param name="Layer">The mixture.</param>
/// <param name="Tokens">Tokens processed together, L.</param>
/// <param name="RowsPerExpert">Tokens that an expert gets which gets any, the mean.</param>
/// <param name="Mixture">Microseconds of the mixture, measured.</param>
/// <param name="Dense">Microseconds of the dense layer of equal active width, measured.</param>
/// <param name="Factor">How many times longer the mixture takes.</param>
/// <param name="Low">Where the factor's interval begins; <see langword="null"/> where only one median is known.</param>
/// <param name="High">Where it ends.</param>
/// <param name="PredictedMixture">Microseconds of the mixture by the cost model (a GPU) or the roofline (this
/// machine).</param>
/// <param name="PredictedDense">The same of the dense layer.</param>
/// <param name="LayerParameters">Elements of the mixture's weights: how large it is.</param>
/// <param name="ExpertsPerActive">n_e / n_a: how sparse it is.</param>
public sealed record BatchRow(
    string On,
    string Layer,
    int Tokens,
    double RowsPerExpert,
    double Mixture,
    double Dense,
    double Factor,
    double? Low,
    double? High,
    double PredictedMixture,
    double PredictedDense,
    long LayerParameters,
    double ExpertsPerActive
)
{
    /// <summary>What the factor should be.</summary>
    public double PredictedFactor => PredictedMixture / PredictedDense;
}
