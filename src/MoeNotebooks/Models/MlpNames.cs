namespace MoeNotebooks.Models;

/// <summary>The names of an MLP's three projections.</summary>
internal sealed record MlpNames(string Gate, string Up, string Down)
{
    public static MlpNames Of(string prefix) =>
        new(prefix + ".gate_proj.weight", prefix + ".up_proj.weight", prefix + ".down_proj.weight");

    public IEnumerable<ParameterSpec> Parameters(int hidden, int width, ModelPart part) =>
        width == 0
            ? []
            : [new(Gate, [width, hidden], part), new(Up, [width, hidden], part), new(Down, [hidden, width], part)];
}
