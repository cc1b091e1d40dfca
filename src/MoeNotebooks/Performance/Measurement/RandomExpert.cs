using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Performance.Measurement;

/// <summary>A gated linear unit (equation 1) with random weights: <c>W_d (silu(W_g x) * (W_u x))</c>.</summary>
internal sealed class RandomExpert : IDisposable
{
    /// <summary>Rows drawn at random and then repeated: speed does not depend on the values, and drawing takes time.</summary>
    private const int DrawnRows = 64;

    private readonly Tensor _gateUp; // [2 width, hidden]
    private readonly Tensor _down;   // [hidden, width]

    public RandomExpert(int hidden, int width, ScalarType dtype, Generator random)
    {
        _gateUp = Random(2 * width, hidden, dtype, random);
        _down = Random(hidden, width, dtype, random);
    }

    /// <summary>[tokens, hidden] to [tokens, hidden].</summary>
    public Tensor Forward(Tensor x)
    {
        var halves = nn.functional.linear(x, _gateUp).chunk(2, dim: -1); // gate and up, [tokens, width] each
        return nn.functional.linear(nn.functional.silu(halves[0]).mul_(halves[1]), _down);
    }

    public void Dispose()
    {
        _gateUp.Dispose();
        _down.Dispose();
    }

    /// <summary>A matrix [rows, columns] of variance 1 / columns, so that activations keep their size.</summary>
    public static Tensor Random(int rows, int columns, ScalarType dtype, Generator random)
    {
        using var scope = NewDisposeScope();
        var drawn = randn(DrawnRows, columns, generator: random).Scale(1 / Math.Sqrt(columns)).to_type(dtype);
        var repeats = (rows + DrawnRows - 1) / DrawnRows;
        return drawn.repeat(repeats, 1).narrow(0, 0, rows).MoveToOuterDisposeScope();
    }
}
