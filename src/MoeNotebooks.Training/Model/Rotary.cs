namespace MoeNotebooks.Training.Model;

/// <summary>
/// DeepSeek's rotary positions: neighbouring numbers (2j, 2j+1) are a complex number turned by position x
/// theta^(-2j/d).
/// </summary>
internal sealed unsafe class Rotary
{
    /// <summary>Longer texts than any model here reads.</summary>
    public const int MaxPositions = 1024;

    private readonly float[] _cos; // [positions, d / 2]
    private readonly float[] _sin; // [positions, d / 2]
    private readonly int _pairs;

    public Rotary(MiniModelConfig config, int maxPositions)
    {
        _pairs = config.Rope / 2;
        (_cos, _sin) = (new float[maxPositions * _pairs], new float[maxPositions * _pairs]);
        for (var i = 0; i < _cos.Length; i++)
        {
            var angle = i / _pairs * Math.Pow(config.RopeTheta, -2.0 * (i % _pairs) / config.Rope);
            (_sin[i], _cos[i]) = ((float)Math.Sin(angle), (float)Math.Cos(angle));
        }
    }

    /// <summary>Turns d numbers by a position, forwards (1) or back (-1).</summary>
    /// <param name="from">The numbers.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="position">The position.</param>
    /// <param name="sign">1 or -1.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public void Turn(float* from, float* to, int position, int sign, bool add = false)
    {
        for (int j = 0, at = position * _pairs; j < _pairs; j++, at++)
        {
            var (x, y, cos, sin) = (from[2 * j], from[(2 * j) + 1], _cos[at], sign * _sin[at]);
            var (a, b) = ((x * cos) - (y * sin), (y * cos) + (x * sin));
            (to[2 * j], to[(2 * j) + 1]) = add ? (to[2 * j] + a, to[(2 * j) + 1] + b) : (a, b);
        }
    }
}
