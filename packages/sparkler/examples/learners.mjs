// Learners of tables, recommendations and baskets, without a network: in Node by
// `node packages/sparkler/examples/learners.mjs`, and the same in a page.

import * as learn from '@sparkler/sparkler/learn';

// Rows of numbers and their classes: scikit-learn's names, with models apart from parameters.
const X = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const y = X.map(([a, b]) => (a > b ? 'left' : 'right'));
const forest = await new learn.RandomForestClassifier({ n_estimators: 50 }).fit(X, y);
console.log(forest.predict([[1, 0], [0, 1]]));

// A table with columns of any kind: the text of a CSV file, or objects.
const table = y.map((side, i) => ({ angle: i % 6.28, day: i % 2 ? 'odd' : 'even', side }));
const model = await learn.train(table, { target: 'side', model: 'boosting' });
console.log(model.scores, model.predict('angle,day\n2,odd\n'));

// Who listened to what.
const heard = [['ann', 'jazz'], ['ann', 'blues'], ['bob', 'jazz'], ['bob', 'blues'], ['cid', 'jazz']];
const recommender = await new learn.CosineRecommender().fit(heard);
console.log(recommender.recommend('cid', 1));

// What is bought together.
const sets = await learn.fpgrowth([['bread', 'butter'], ['bread', 'butter', 'jam'], ['bread']]);
console.log(await learn.association_rules(sets, { min_threshold: 0.9 }));
