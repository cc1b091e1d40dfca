using MoeNotebooks.Kernels;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// What comes before the layers and after them: embedding, last norm, output projection. V tokens, h hidden size.
/// </summary>
internal sealed class OutsideWeights : IDisposable
{
    private const int PieceBytes = 64 << 20;
    private readonly WeightSource _reader;
    private readonly Tensor? _embedding; // [V, h]; none where it stays in the file
    private readonly Tensor? _head; // [V, h]; the same
    private readonly Tensor _normWeight; // [h]
    private readonly RmsNorm _norm;

    public OutsideWeights(WeightSource reader, Device device, bool paged)
    {
        _reader = reader;
        var specs = ModelParameters.Outside(reader.Config).ToDictionary(spec => spec.Name);
        _normWeight = reader.Read(specs[ModelParameters.NormName], device);
        _norm = new RmsNorm(_normWeight, reader.Config.RmsNormEpsilon);
        if (!paged)
        {
            _embedding = reader.Read(specs[ModelParameters.EmbeddingName], device);
            _head = reader.Config.TieEmbeddings ? _embedding : reader.Read(specs[ModelParameters.HeadName], device);
        }
    }

    private string HeadName => _reader.Config.TieEmbeddings ? ModelParameters.EmbeddingName : ModelParameters.HeadName;

    /// <summary>[N] ids to [N, h].</summary>
    public Tensor Embed(Tensor ids) =>
        _embedding is { } table
            ? table.At(ids.to(table.device))
            : _reader.MapSome(ModelParameters.EmbeddingName, rows => rows.index_select(0, ids));

    /// <summary>[..., h] to [..., V].</summary>
    public Tensor Logits(Tensor x)
    {
        using var scope = NewDisposeScope();
        var normed = _norm.Forward(x.to(_normWeight.device));
        return (_head is null ? InPieces(normed) : Projection.Run(normed, _head)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _embedding?.Dispose();
        _head?.Dispose();
        _normWeight.Dispose();
    }

    private Tensor InPieces(Tensor x)
    {
        long vocabulary = _reader.Config.VocabularySize,
            step = Math.Max(1, PieceBytes / 4 / _reader.Config.HiddenSize);
        var parts = new List<Tensor>();
        for (var at = 0L; at < vocabulary; at += step)
        {
            using var piece = _reader.MapSome(HeadName, rows => rows.narrow(0, at, Math.Min(step, vocabulary - at)));
            parts.Add(Projection.Run(x, piece));
        }

        return cat([.. parts], -1);
    }
}
