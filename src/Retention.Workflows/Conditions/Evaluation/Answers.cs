namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// The results of one condition for a batch, and a function that explains them. The explanation is only built on request.
/// </summary>
internal readonly record struct Answers(bool[] Holds, Func<int, string> Because)
{
    internal static Answers Of(int count, Func<int, bool> holds, Func<int, string> because)
    {
        var answers = new bool[count];
        for (var index = 0; index < count; index++)
            answers[index] = holds(index);
        return new Answers(answers, because);
    }
}
