using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>
/// The answers of one request, read together. Where reading stops, for whatever reason, all are cancelled.
/// </summary>
internal static class AnswerSet
{
    /// <summary>All answers, each with all its pieces.</summary>
    public static async Task<(ServedAnswer Answer, List<Piece> Pieces)[]> WholeAsync(
        IReadOnlyList<ServedAnswer> answers,
        CancellationToken cancellation
    )
    {
        try
        {
            return await Task.WhenAll(
                answers.Select(async answer => (answer, await answer.ReadAsync(cancellation).ToListAsync(cancellation)))
            );
        }
        finally
        {
            CancelAll(answers);
        }
    }

    /// <summary>Pieces of all answers as they come; whether a piece is its answer's first.</summary>
    public static async IAsyncEnumerable<(ServedAnswer Answer, Piece Piece, bool IsFirst)> PiecesAsync(
        IReadOnlyList<ServedAnswer> answers,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var merged = Channel.CreateBounded<(ServedAnswer, Piece, bool)>(
            new BoundedChannelOptions(answers.Count * 4) { SingleReader = true }
        );
        var reading = PumpAllAsync(answers, merged.Writer, cancellation);
        try
        {
            await foreach (var piece in merged.Reader.ReadAllAsync(cancellation))
            {
                yield return piece;
            }

            await reading;
        }
        finally
        {
            CancelAll(answers);
        }
    }

    private static async Task PumpAllAsync(
        IReadOnlyList<ServedAnswer> answers,
        ChannelWriter<(ServedAnswer, Piece, bool)> into,
        CancellationToken cancellation
    )
    {
        try
        {
            await Task.WhenAll(answers.Select(answer => PumpAsync(answer, into, cancellation)));
            into.Complete();
        }
        catch (Exception error) when (into.TryComplete(error))
        {
            // the reader is told
        }
    }

    private static async Task PumpAsync(
        ServedAnswer answer,
        ChannelWriter<(ServedAnswer, Piece, bool)> into,
        CancellationToken cancellation
    )
    {
        var isFirst = true;
        await foreach (var piece in answer.ReadAsync(cancellation))
        {
            await into.WriteAsync((answer, piece, isFirst), cancellation);
            isFirst = false;
        }
    }

    private static void CancelAll(IReadOnlyList<ServedAnswer> answers)
    {
        foreach (var answer in answers)
        {
            answer.Generation.Cancel();
        }
    }
}
