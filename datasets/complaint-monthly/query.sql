-- One row a month, source and subject. An opinion is closed once it was answered.
SELECT
  SUBSTR(受理日期, 1, 7) AS 統計年月,
  來源,
  類別,
  COUNT(*) AS 受理件數,
  COUNT(回復日期) AS 結案件數,
  ROUND(AVG(CAST(處理日數 AS DOUBLE)), 1) AS 平均處理日數
FROM complaints
GROUP BY SUBSTR(受理日期, 1, 7), 來源, 類別
ORDER BY 統計年月, 來源, 類別
