using System.Runtime.InteropServices;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference.Batching;

/// <summary>
/// One pass of the model after another: the newest token of every sequence that decodes, then chunks of prompts, all in
/// one row of N tokens. What is computed for a sequence's token depends on that sequence alone, up to how products of
/// other numbers of rows are rounded.
/// </summary>
/// <remarks>N tokens, R of which a token follows, h hidden size, V vocabulary.</remarks>
internal sealed class EnginePass : IDisposable
{
    private readonly MoeModel _model;
    private readonly IReadOnlyList<LayerRouting?> _routing;
    private readonly RoutingTap _tap;
    private readonly int _chunk;
    private readonly StepNumbers _ids; // [most N]
    private readonly StepNumbers _positions; // [most N]
    private readonly StepNumbers _ends; // [most R], the rows that a token follows
    private readonly List<SequencePart> _parts = [];
    private readonly List<Sequence> _sequences = [];
    private readonly List<Sequence> _following = [];
    private int _rows;

    public EnginePass(MoeModel model, IReadOnlyList<LayerRouting?> routing, RoutingTap tap, EngineOptions options)
    {
        (_model, _tap, _chunk) = (model, tap, options.PrefillChunk);
        _routing = [.. routing.Select(layer => layer?.OnDevice(model.Config.Moe.Router.Experts, model.Device))];
        (_ids, _positions, _ends) = (
            new(options.MaxRunning + _chunk),
            new(options.MaxRunning + _chunk),
            new(options.MaxRunning)
        );
    }

    /// <summary>Runs one pass and gives every sequence what came out of it.</summary>
    /// <param name="running">The sequences, first come first; those that end stay in the list.</param>
    /// <returns>Tokens of prompts, and new ones, that it took or gave.</returns>
    public (int Prompt, int New) Run(List<Sequence> running)
    {
        Begin();
        foreach (var sequence in running)
        {
            if (!sequence.IsPrefilling)
            {
                Take(sequence, 1);
            }
        }

        var prompt = TakePrompts(running);
        if (_rows > 0)
        {
            Compute();
        }

        return (prompt, _following.Count);
    }

    public void Dispose()
    {
        _ids.Dispose();
        _positions.Dispose();
        _ends.Dispose();
        foreach (var layer in _routing)
        {
            layer?.Pruned?.Dispose();
        }
    }

    private void Begin()
    {
        _rows = 0;
        _parts.Clear();
        _sequences.Clear();
        _following.Clear();
        _tap.Begin();
    }

    /// <summary>
    /// A prompt's chunks begin at whole multiples of the chunk's length whatever else runs, so that its attention is
    /// computed alike.
    /// </summary>
    private int TakePrompts(List<Sequence> running)
    {
        var taken = 0;
        foreach (var sequence in running)
        {
            if (sequence.IsPrefilling)
            {
                var tokens = Math.Min(_chunk, sequence.Request.Prompt.Count - sequence.Done);
                if (taken + tokens > _chunk)
                {
                    break; // first come, first served
                }

                Take(sequence, tokens);
                taken += tokens;
            }
        }

        return taken;
    }

    private void Take(Sequence sequence, int tokens)
    {
        var (done, prompt) = (sequence.Done, sequence.Request.Prompt);
        for (var t = 0; t < tokens; t++)
        {
            _ids[_rows + t] = done + t < prompt.Count ? prompt[done + t] : sequence.Newest;
            _positions[_rows + t] = done + t;
        }

        if (sequence.Experts is { } log)
        {
            _tap.Follow(log, _rows, tokens);
        }

        _parts.Add(new(tokens, sequence.Own!));
        _sequences.Add(sequence);
        if (done + tokens >= prompt.Count && sequence.Request.MaxNewTokens > 0)
        {
            _ends[_following.Count] = _rows + tokens - 1;
            _following.Add(sequence);
        }

        _rows += tokens;
    }

    private void Compute()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var context = new AttentionContext { Parts = _parts, Positions = _positions.Tensor(_rows).unsqueeze(0) };
        var hidden = _model.Run(_ids.Tensor(_rows).unsqueeze(0), context, _routing).squeeze(0); // [N, h]
        ScorePrompts(hidden);
        if (_following.Count > 0)
        {
            var last = _following.Count == _rows ? hidden : hidden.At(_ends.Tensor(_following.Count).to(hidden.device)); // [R, h]
            Follow(_model.Logits(last).to_type(ScalarType.Float32)); // [R, V]
        }
    }

    /// <summary>Chooses every sequence's next token.</summary>
    private void Follow(Tensor logits)
    {
        var scores = MemoryMarshal.Cast<byte, float>(logits.cpu().bytes);
        var vocabulary = (int)logits.shape[1];
        var logs = _following.Exists(static sequence => sequence.Request.Likeliest is not null)
            ? MemoryMarshal.Cast<byte, float>(logits.log_softmax(-1).cpu().bytes)
            : default;
        for (var row = 0; row < _following.Count; row++)
        {
            var sequence = _following[row];
            try
            {
                var request = sequence.Request;
                var id = Sampler.Draw(
                    scores.Slice(row * vocabulary, vocabulary),
                    request.Temperature,
                    request.TopP,
                    sequence.Chance
                );
                sequence.Add(
                    request.Likeliest is { } likeliest
                        ? LikeliestTokens.Score(logs.Slice(row * vocabulary, vocabulary), id, likeliest)
                        : new(id)
                );
            }
            catch (MoeDataException error)
            {
                sequence.End(FinishReason.Failed, error); // its scores are not numbers: the others' may be
            }
        }
    }

    private void ScorePrompts(Tensor hidden)
    {
        var row = 0;
        for (var i = 0; i < _sequences.Count; i++)
        {
            var (sequence, tokens) = (_sequences[i], _parts[i].Tokens);
            if (sequence.Request.PromptScores && sequence.PromptScores.Count < sequence.Request.Prompt.Count)
            {
                PromptReader.Read(_model, hidden.narrow(0, row, tokens), sequence);
            }

            row += tokens;
            if (sequence.Request.MaxNewTokens == 0 && !sequence.IsPrefilling)
            {
                sequence.End(FinishReason.Length);
            }
        }
    }
}
