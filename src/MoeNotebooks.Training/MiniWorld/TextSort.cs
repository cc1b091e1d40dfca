namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The sorts of training text.</summary>
internal enum TextSort
{
    Statements,
    Rule,
    Chain,
    Reading,
    Check,
    ArcEasy,
    ArcChallenge,
    BoolQ,
    OpenBookQA,
    Rte,
    WinoGrande,
}
