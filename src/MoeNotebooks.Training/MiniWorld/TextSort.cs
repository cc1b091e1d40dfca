namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The sorts of training text.</summary>
internal enum TextSort
{
    Statements,
    Rule,
    Chain,
    Reading,
    Check,
    Sign,
    ArcEasy,
    ArcChallenge,
    BoolQ,
    OpenBookQA,
    Rte,
    WinoGrande,
}
