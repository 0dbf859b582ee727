-- One row a quarter and service that has an online way. A quarter counts once all its three months are there.
SELECT
  CAST(SUBSTR(收件時間, 1, 4) AS INTEGER) - 1911 AS 年度,
  CASE
    WHEN SUBSTR(收件時間, 6, 2) <= '03' THEN '第1季'
    WHEN SUBSTR(收件時間, 6, 2) <= '06' THEN '第2季'
    WHEN SUBSTR(收件時間, 6, 2) <= '09' THEN '第3季'
    ELSE '第4季'
  END AS 季別,
  業務項目,
  COUNT(*) AS 總件數,
  SUM(CASE WHEN 受理管道 = '線上' THEN 1 ELSE 0 END) AS 線上件數,
  ROUND(AVG(CASE WHEN 受理管道 = '線上' THEN 100.0 ELSE 0.0 END), 1) AS 線上比率
FROM case_log
GROUP BY
  CAST(SUBSTR(收件時間, 1, 4) AS INTEGER) - 1911,
  CASE
    WHEN SUBSTR(收件時間, 6, 2) <= '03' THEN '第1季'
    WHEN SUBSTR(收件時間, 6, 2) <= '06' THEN '第2季'
    WHEN SUBSTR(收件時間, 6, 2) <= '09' THEN '第3季'
    ELSE '第4季'
  END,
  業務項目
HAVING
  COUNT(DISTINCT SUBSTR(收件時間, 1, 7)) = 3
  AND SUM(CASE WHEN 受理管道 = '線上' THEN 1 ELSE 0 END) > 0
ORDER BY 年度, 季別, 業務項目
