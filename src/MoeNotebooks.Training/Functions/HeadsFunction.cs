using MoeNotebooks.Training.Model;
using static MoeNotebooks.Training.Functions.FloatPointer;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// Cuts what a projection gave into heads: [T, ..] to [B, heads, L, d], a part as it is, then a part turned by its
/// position. In one pass, backward by hand: torch would fill, copy and add up a matrix for every cut.
/// </summary>
internal sealed unsafe class HeadsFunction : autograd.SingleTensorFunction<HeadsFunction>
{
    /// <summary>
    /// Which columns a head takes: <paramref name="Plain"/> from <paramref name="At"/> on, each head
    /// <paramref name="Step"/> further.
    /// </summary>
    /// <param name="Rows">B.</param>
    /// <param name="Length">L.</param>
    /// <param name="Heads">Heads.</param>
    /// <param name="At">The first plain column.</param>
    /// <param name="Plain">Plain columns of a head.</param>
    /// <param name="Step">From head to head.</param>
    /// <param name="Turned">Turned columns of a head; 0 for none.</param>
    /// <param name="TurnedAt">The first of them, in the second matrix.</param>
    /// <param name="TurnedStep">From head to head; 0 where all heads share them.</param>
    public sealed record Cut(
        int Rows,
        int Length,
        int Heads,
        int At,
        int Plain,
        int Step,
        int Turned = 0,
        int TurnedAt = 0,
        int TurnedStep = 0
    );

    private sealed record Kept(Cut Cut, Rotary Rotary, long[] First, long[]? Second);

    public override string Name => nameof(HeadsFunction);

    /// <param name="ctx">Keeps what the backward needs.</param>
    /// <param name="vars">The matrix [T, ..] of the plain part, that of the turned part (the same one, another, or
    /// <see langword="null"/>), cut, rotary.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (first, second, cut, rotary) = (
            ((Tensor)vars[0]).contiguous(),
            ((Tensor?)vars[1])?.contiguous(),
            (Cut)vars[2],
            (Rotary)vars[3]
        );
        var y = empty(cut.Rows, cut.Heads, cut.Length, cut.Plain + cut.Turned);
        Walk(
            cut,
            Pointer(y),
            Pointer(first),
            (int)first.shape[1],
            (head, row, _) => new Span<float>(row, cut.Plain).CopyTo(new Span<float>(head, cut.Plain)),
            cut.At,
            cut.Step,
            0
        );
        if (second is not null)
        {
            Walk(
                cut,
                Pointer(y),
                Pointer(second),
                (int)second.shape[1],
                (head, row, position) => rotary.Turn(row, head, position, 1),
                cut.TurnedAt,
                cut.TurnedStep,
                cut.Plain
            );
        }

        ctx.save_data("kept", new Kept(cut, rotary, first.shape, second?.shape));
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var off = no_grad();
        var (cut, rotary, firstShape, secondShape) = (Kept)ctx.get_data("kept");
        using var g = grad_output.contiguous();
        var first = zeros(firstShape);
        Walk(
            cut,
            Pointer(g),
            Pointer(first),
            (int)firstShape[1],
            (head, row, _) => new Span<float>(head, cut.Plain).CopyTo(new Span<float>(row, cut.Plain)),
            cut.At,
            cut.Step,
            0
        );
        if (secondShape is null)
        {
            return [first, null!, null!, null!];
        }

        var second = zeros(secondShape);
        Walk(
            cut,
            Pointer(g),
            Pointer(second),
            (int)secondShape[1],
            (head, row, position) => rotary.Turn(head, row, position, -1, add: true),
            cut.TurnedAt,
            cut.TurnedStep,
            cut.Plain
        );
        return [first, second, null!, null!];
    }

    private delegate void Place(float* head, float* row, int position);

    // every head of every token: where it lies in the heads, and where in the matrix
    private static void Walk(Cut c, float* heads, float* matrix, int columns, Place place, int at, int step, int into)
    {
        var width = c.Plain + c.Turned;
        for (var b = 0; b < c.Rows; b++)
        {
            for (var h = 0; h < c.Heads; h++)
            {
                for (var l = 0; l < c.Length; l++)
                {
                    place(
                        heads + ((((b * c.Heads) + h) * c.Length) + l) * width + into,
                        matrix + ((b * c.Length) + l) * columns + at + (h * step),
                        l
                    );
                }
            }
        }
    }
}
