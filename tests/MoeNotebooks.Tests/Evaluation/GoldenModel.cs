using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Evaluation;

/// <summary>The tiny model that lm-eval ran, opened once for a test class; its tests skip where it is absent.</summary>
public sealed class GoldenModel : IDisposable
{
    private readonly Lazy<MoeModel> _model = new(() => MoeModel.Open(LmEvalGolden.Model));
    private readonly Lazy<ITokenizer> _tokenizer = new(() => TokenizerJson.Load(LmEvalGolden.Model));

    public MoeModel Model => _model.Value;

    public ITokenizer Tokenizer => _tokenizer.Value;

    public async Task<EncodedTask[]> EncodeAsync(string[] names, int fewShot = 0, int? limit = null)
    {
        var loader = new TaskLoader(new DataFolder(LmEvalGolden.Data));
        var prepared = await loader.LoadAsync(
            EvaluationTasks.Select(names),
            fewShot,
            limit,
            TestContext.Current.CancellationToken
        );
        return [.. prepared.Select(task => EncodedTask.From(task, Tokenizer))];
    }

    public void Dispose()
    {
        if (_model.IsValueCreated)
        {
            _model.Value.Dispose();
        }
    }
}
